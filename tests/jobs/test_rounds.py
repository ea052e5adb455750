"""Periodic work: what was missed is caught up exactly once, whatever the clock did meanwhile."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.jobs import queries, rules, service
from app.jobs.models import PeriodicRun
from app.kernel import clock
from app.kernel.periodic import PERIODIC_JOBS, Periodic
from app.kernel.text import Message

NOW = datetime(2022, 7, 15, 2, tzinfo=UTC)  # 10:00 in the park
DAY = timedelta(days=1)
instants = st.integers(1_577_836_800, 2_208_988_800).map(lambda second: datetime.fromtimestamp(second, UTC))


def daily(run=lambda _now: 0, at=time(8)):
    return Periodic(title=Message("Jobs"), run=run, daily_at=at)


@pytest.fixture
def ran(session, monkeypatch):
    """The instants for which the work of this test ran, every day at eight."""
    found: list[datetime] = []

    def run(now):
        found.append(now)
        return len(found)

    monkeypatch.setattr(PERIODIC_JOBS, "_plugs", {"tests.daily": daily(run)})
    clock.freeze(NOW)
    return found


def test_it_comes_round_once_a_day(ran):
    service.run_due()
    service.run_due()
    service.run_due(NOW + timedelta(hours=21))
    assert ran == [NOW]
    service.run_due(NOW + timedelta(hours=22))
    assert len(ran) == 2


def test_days_on_which_nothing_ran_are_caught_up_once(ran):
    service.run_due()
    late = NOW + 12 * DAY
    service.run_due(late)
    service.run_due(late + timedelta(hours=1))
    assert ran == [NOW, late]


def test_a_clock_that_is_put_back_runs_nothing_twice(ran):
    service.run_due()
    service.run_due(NOW - 3 * DAY)
    assert ran == [NOW]


def test_work_that_fails_is_tried_again_at_the_next_round(session, monkeypatch):
    tries = []

    def run(now):
        tries.append(now)
        if len(tries) == 1:
            raise RuntimeError("no")
        return 7

    monkeypatch.setattr(PERIODIC_JOBS, "_plugs", {"tests.daily": daily(run)})
    clock.freeze(NOW)
    assert service.run_due() == {}
    assert session.get(PeriodicRun, "tests.daily").last_error == "RuntimeError"
    assert service.run_due() == {"tests.daily": 7}
    assert service.run_due() == {}


def test_work_that_fails_is_in_the_way_of_no_other(session, monkeypatch):
    def run(_now):
        raise RuntimeError("no")

    monkeypatch.setattr(PERIODIC_JOBS, "_plugs", {"tests.bad": daily(run), "tests.good": daily(lambda _now: 3)})
    assert service.run_due(NOW) == {"tests.good": 3}


def test_nobody_begins_what_another_runner_is_at_until_that_one_must_have_crashed(session, ran):
    session.add(PeriodicRun(code="tests.daily", begun_at=NOW))
    session.commit()
    assert service.run_due() == {}
    clock.freeze(NOW + rules.LEASE)
    assert service.run_due() == {"tests.daily": 1}


def test_the_runner_is_silent_until_it_has_run(session, ran):
    assert queries.status().is_silent
    service.run_due()
    assert not queries.status().is_silent
    clock.freeze(NOW + rules.SILENCE * 2)
    assert queries.status().is_silent


@given(instants, st.integers(1, 3600))
def test_work_that_missed_its_moments_is_late_at_any_minute_and_what_has_just_run_never_is(now, seconds):
    every = timedelta(seconds=seconds)
    work = Periodic(title=Message("Jobs"), run=lambda _now: 0, every=every)
    clock.freeze(now)
    for moment, is_late in ((now - rules.SILENCE - every, True), (work.last_moment(now), False)):
        run = PeriodicRun(code="tests.often", moment=moment, begun_at=moment, ended_at=moment)
        assert queries.Round("tests.often", work, run).is_late is is_late


@given(instants, st.times())
def test_the_last_moment_is_at_its_time_and_never_more_than_a_day_ago(now, at):
    moment = daily(at=at).last_moment(now)
    assert now - DAY < moment <= now
    assert clock.local(moment).time() == at


@given(instants, st.timedeltas(timedelta(seconds=1), timedelta(days=10)), st.integers(1, 10**6))
def test_moments_of_work_that_comes_every_so_often_never_go_back(now, later, seconds):
    work = Periodic(title=Message("Jobs"), run=lambda _now: 0, every=timedelta(seconds=seconds))
    assert work.last_moment(now) <= now < work.last_moment(now) + timedelta(seconds=seconds)
    assert work.last_moment(now) <= work.last_moment(now + later)


def test_work_comes_round_in_one_way():
    with pytest.raises(ValueError, match="either"):
        Periodic(title=Message("Jobs"), run=lambda _now: 0)
    with pytest.raises(ValueError, match="either"):
        Periodic(title=Message("Jobs"), run=lambda _now: 0, every=DAY, daily_at=time(8))


def test_all_the_work_there_is_runs_on_an_empty_database(session):
    assert {run.code for run in queries.rounds()} == service.run_due(clock.now()).keys()
