"""The outbox: a job is done if and only if its command was committed, at least once, and given up in the end."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.jobs import queries, rules, service
from app.jobs.models import Job
from app.kernel import clock
from app.kernel.db import command, db
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.tasks import TASKS, Task, TaskFailed
from app.kernel.text import Message

NOW = datetime(2022, 7, 15, 2, tzinfo=UTC)


class Crash(BaseException):
    """The process dies here."""


@pytest.fixture
def done(session, monkeypatch):
    """What the task of this test was asked to do; `done.then` is what happens after it has done it."""

    class Done(list[int]):
        then: BaseException | None = None

    found = Done()

    def run(payload):
        found.append(payload["number"])
        if found.then:
            raise found.then

    monkeypatch.setitem(TASKS._plugs, "tests.note", Task(title=Message("Jobs"), run=run))
    clock.freeze(NOW)
    return found


@command
def ask(number: int, then: Exception | None = None, after: datetime | None = None) -> None:
    service.enqueue("tests.note", {"number": number}, after=after)
    if then:
        raise then


def job(session):
    session.rollback()
    return session.scalars(select(Job)).one()


def test_what_a_command_asks_for_is_done_once_it_is_committed(session, done):
    ask(1)
    ask(2)
    assert service.dispatch() == 2
    assert service.dispatch() == 0
    assert done == [1, 2]


def test_what_a_command_asked_for_that_failed_is_never_done(session, done):
    with pytest.raises(Invalid):
        ask(1, then=Invalid(Message("No.")))
    assert service.dispatch() == 0
    assert done == []


def test_outside_of_a_command_nothing_can_be_asked_for(session, done):
    with pytest.raises(RuntimeError):
        service.enqueue("tests.note", {"number": 1})


def test_a_task_that_there_is_not_is_refused_at_once(session, done):
    @command
    def wrong() -> None:
        service.enqueue("tests.unknown", {})

    with pytest.raises(ValueError, match="unknown"):
        wrong()


def test_a_job_waits_for_its_time(session, done):
    ask(1, after=NOW + timedelta(hours=1))
    assert service.dispatch() == 0
    assert service.dispatch(NOW + timedelta(hours=1)) == 1


def test_a_crash_between_doing_and_marking_does_it_again(session, done):
    ask(1)
    done.then = Crash()
    with pytest.raises(Crash):
        service.dispatch()
    done.then = None
    assert service.dispatch() == 0, "whoever took it may still be at it"
    clock.freeze(NOW + rules.LEASE)
    assert service.dispatch() == 1
    assert done == [1, 1]
    assert job(session).done_at


def test_what_fails_is_tried_again_ever_later_and_given_up_in_the_end(session, done):
    ask(1)
    done.then = TaskFailed("the mail server does not answer")
    for tries, wait in enumerate(rules.WAITS, 1):
        assert service.dispatch() == 1
        assert job(session).attempts == tries
        assert service.dispatch() == 0
        clock.freeze(clock.now() + wait)
    service.dispatch()
    assert job(session).dead_at == clock.now()
    assert job(session).last_error == "the mail server does not answer"
    assert service.dispatch(clock.now() + timedelta(days=365)) == 0
    assert queries.status().dead == 1


def test_what_is_hopeless_is_given_up_at_once(session, done):
    ask(1)
    done.then = TaskFailed("nobody has this address", hopeless=True)
    service.dispatch()
    assert job(session).dead_at


def test_an_unforeseen_failure_is_kept_by_its_kind_alone(session, done):
    """Its sentence may hold an address or a secret."""
    ask(1)
    done.then = RuntimeError("https://example.cn/?key=secret")
    service.dispatch()
    assert job(session).last_error == "RuntimeError"


def test_one_that_fails_is_in_the_way_of_no_other(session, done, monkeypatch):
    def run(payload):
        if payload["number"] == 1:
            raise TaskFailed("no")
        done.append(payload["number"])

    monkeypatch.setitem(TASKS._plugs, "tests.note", Task(title=Message("Jobs"), run=run))
    for number in (1, 2, 3):
        ask(number)
    service.dispatch()
    assert done == [2, 3]


def test_a_job_of_a_newer_program_is_kept_for_the_administrator(session, done, monkeypatch):
    ask(1)
    monkeypatch.delitem(TASKS._plugs, "tests.note")
    service.dispatch()
    assert job(session).dead_at


@pytest.fixture
def dead(session, done):
    ask(1)
    done.then = TaskFailed("no", hopeless=True)
    service.dispatch()
    done.then = None
    done.clear()
    return job(session)


def test_the_administrator_has_a_dead_job_tried_again(session, cast, dead, done):
    service.retry(cast.actor("admin"), dead.id, dead.version)
    service.dispatch()
    assert done == [1]
    assert queries.status().dead == 0


def test_the_administrator_throws_a_dead_job_away(session, cast, dead, done):
    actor = cast.actor("admin")
    with pytest.raises(Conflict):
        service.discard(actor, dead.id, dead.version + 1)
    service.discard(actor, dead.id, dead.version)
    assert session.scalars(select(Job)).all() == []
    with pytest.raises(NotFound):
        service.retry(actor, dead.id, 1)


def test_done_jobs_are_forgotten_after_a_week(session, done):
    ask(1)
    service.dispatch()
    service.run_due()
    assert job(session)
    clock.freeze(NOW + rules.KEEP_DONE + timedelta(hours=6))
    service.run_due()
    session.rollback()
    assert session.scalars(select(Job)).all() == []


def test_two_runners_never_take_the_same_job(app, session, done):
    for number in range(5):
        ask(number)
    with app.app_context():
        first = service.take(NOW)
        db.session.rollback()
    assert len(first) == 5
    assert service.take(NOW) == []
