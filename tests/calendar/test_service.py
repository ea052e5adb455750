"""What the office decides about days, and what is asked of the database for it."""

import json
from datetime import UTC, date, datetime

import pytest

from app.calendar import queries, service
from app.calendar.schemas import DayDraft
from app.kernel import clock
from app.kernel.errors import Conflict

SATURDAY = date(2022, 7, 16)


@pytest.fixture
def admin(cast):
    return cast.actor("admin")


def decide(admin, day=SATURDAY, work="working", version=0, note="园区投产保障"):
    return service.decide(admin, day, DayDraft(work=work, note=note, version=version))


def test_a_decision_counts_at_once_and_can_be_given_up(admin):
    assert not queries.workdays().is_working(SATURDAY)
    kept = decide(admin)
    assert queries.workdays().is_working(SATURDAY)
    assert queries.workdays().between(date(2022, 7, 15), date(2022, 7, 18)) == 2
    service.use_announced(admin, SATURDAY, kept.version)
    assert not queries.workdays().is_working(SATURDAY)
    assert queries.find_decision(SATURDAY) is None


def test_who_comes_second_overwrites_nothing(admin):
    kept = decide(admin)
    with pytest.raises(Conflict):
        decide(admin, work="off")
    decide(admin, work="off", version=kept.version)
    with pytest.raises(Conflict):
        service.use_announced(admin, SATURDAY, 1)
    assert not queries.workdays().is_working(SATURDAY)
    assert queries.find_decision(SATURDAY) is not None


def test_a_thousand_questions_ask_the_database_once(admin, session, statements):
    decide(admin)
    session.info.clear()
    with statements() as ran:
        for year in range(2004, 2030):
            queries.workdays().between(date(year, 1, 1), date(year, 12, 31))
            queries.workdays().is_working(date(year, 5, 1))
    assert len([one for one in ran if "office_days" in one]) == 1
    assert len(ran) <= 2  # the other one is the office's settings


def test_overdue_is_one_day_to_compare_with(admin):
    clock.freeze(datetime(2022, 7, 18, 2, tzinfo=UTC))  # a Monday
    assert queries.late_before() == date(2022, 7, 18)
    assert queries.late_before(2) == date(2022, 7, 15)
    clock.freeze(datetime(2022, 7, 17, 2, tzinfo=UTC))  # the Sunday before: what was due on Friday is not late yet
    assert queries.late_before() == date(2022, 7, 15)


def test_the_command_counts_and_names_what_is_unusual(app, admin):
    decide(admin, date(2022, 10, 4), "working", note="国庆值守")
    run = app.test_cli_runner().invoke
    asked = ["calendar", "workdays", "2022-09-30", "2022-10-10"]
    told = json.loads(run(args=[*asked, "--json"]).output)
    assert told["working_days"] == 4
    assert told["provisional"] == []
    by_day = {one["day"]: one for one in told["unusual"]}
    assert by_day["2022-10-04"] == {"day": "2022-10-04", "is_working": True, "source": "office", "why": "国庆值守"}
    assert by_day["2022-10-08"]["is_working"] is True
    assert by_day["2022-10-03"]["why"] == "National Day"
    shown = run(args=asked)
    assert shown.exit_code == 0
    assert "4 working days after 2022-09-30" in shown.output


def test_the_command_says_that_a_year_is_provisional_and_refuses_nonsense(app):
    run = app.test_cli_runner().invoke
    assert "2031 is provisional" in run(args=["calendar", "workdays", "2031-01-01", "2031-02-01"]).output
    assert run(args=["calendar", "workdays", "yesterday", "2022-10-10"]).exit_code == 2
    assert run(args=["calendar", "workdays", "1950-01-01", "2100-01-01"]).exit_code == 1
