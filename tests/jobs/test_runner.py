"""The runner as a process: it starts, does what waits, and stops when it is told to."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from app.jobs.cli.runner import Json, fitted
from app.jobs.models import Job, PeriodicRun
from tests.house.sources import ROOT

DEADLINE = 40


def test_messages_are_json_and_nothing_else(app):
    queue = fitted(app)
    task = queue.hand_over.s(7)
    sent = queue.serialize_task(task)
    assert json.loads(sent)[6] == [7]
    assert queue.deserialize_task(sent).args == [7]
    with pytest.raises(ValueError, match="decode"):
        Json().deserialize(b"\x80\x04\x95.")


@pytest.fixture
def process(database: str, data_dir: Path):
    """`flask jobs work`, as production runs it."""
    environment = {
        **os.environ,
        "LUODI_DATABASE_URL": database,
        "LUODI_DATA_DIR": str(data_dir),
        "LUODI_ENV": "production",
    }
    words = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "work"]
    with subprocess.Popen(words, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as running:
        yield running
        running.kill()


def test_it_does_what_waits_and_what_comes_round_and_stops_on_sigterm(session, process):
    session.add(Job(task="of another program", payload={}))
    session.commit()
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end and process.poll() is None:
        session.rollback()
        if session.scalars(select(Job.dead_at)).one() and session.scalars(select(PeriodicRun.ended_at)).first():
            break
        process.poll()
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    told = process.communicate(timeout=DEADLINE)[1]
    assert process.returncode == 0, told
    assert session.scalars(select(Job.attempts)).one() == 1, told
    assert "the job runner has stopped" in told
