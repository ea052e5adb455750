"""What who runs the installation asks on the command line."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from app.jobs.models import Job
from app.kernel import clock

NOW = datetime(2022, 7, 15, 2, tzinfo=UTC)


@pytest.fixture
def run(app):
    clock.freeze(NOW)
    return lambda *words: app.test_cli_runner().invoke(args=["jobs", *words])


def test_what_would_have_been_due_is_done_once(run):
    first = run("run-due", "--now", "2022-07-15T08:00:00+08:00")
    assert first.exit_code == 0
    assert "jobs.tidy: 0" in first.output
    again = run("run-due", "--now", "2022-07-15T08:00:00+08:00")
    assert "jobs.tidy" not in again.output


@pytest.mark.parametrize("text", ["tomorrow", "2022-13-01T00:00:00+08:00"])
def test_what_is_no_instant_is_refused_in_a_sentence(run, text):
    result = run("run-due", "--now", text)
    assert result.exit_code == 2
    assert "2022-07-15T08:00:00+08:00" in result.output


def test_an_instant_to_come_is_refused_outside_of_tests(app, run):
    app.testing = False
    assert run("run-due", "--now", (NOW + timedelta(days=1)).isoformat()).exit_code == 2


def test_the_status_tells_scripts_how_it_is(session, run):
    run("run-due")
    found = json.loads(run("status", "--json").output)
    assert (found["waiting"], found["failed"], found["dead"]) == (0, 0, 0)
    assert found["periodic"]["jobs.tidy"]["error"] == ""
    session.add(Job(task="gone", payload={}, dead_at=NOW))
    session.commit()
    assert run("status").exit_code == 1
    assert "1 dead" in run("status").output
