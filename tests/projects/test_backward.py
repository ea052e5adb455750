"""The backward plan."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar.rules import Workdays
from app.projects import queries, service
from app.projects.models import MilestoneKind, Track
from app.projects.rules import MILESTONES_OF, STANDARD_DAYS, Dates, backward_plan
from app.projects.schemas import MilestoneDraft

TODAY = date(2022, 7, 15)
before = Workdays().before
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize("track", Track)
def test_every_track_has_days_for_its_own_milestones_only_and_a_contract_that_comes_first(track):
    assert set(STANDARD_DAYS[track]) <= set(MILESTONES_OF[track])
    assert STANDARD_DAYS[track][MilestoneKind.CONTRACT] == 0


@given(st.sampled_from(Track), days)
def test_the_plan_ends_with_the_promise_and_never_runs_backwards(track, promised):
    plan = backward_plan(promised, STANDARD_DAYS[track], {}, TODAY, before)
    assert (plan[-1].kind, plan[-1].latest_on) == (MilestoneKind.OPERATING, promised)
    assert [line.latest_on for line in plan] == sorted(line.latest_on for line in plan)
    assert plan[0].kind is MilestoneKind.CONTRACT


def test_slip_counts_from_the_latest_day_and_a_late_plan_is_said():
    promised = date(2023, 6, 30)
    known = {
        MilestoneKind.CONTRACT: Dates(claimed_on=date(2022, 12, 1)),
        MilestoneKind.STARTED: Dates(planned_on=date(2023, 6, 1)),
    }
    lines = backward_plan(promised, STANDARD_DAYS[Track.LEASED], known, date(2023, 1, 31), before)
    plan = {line.kind: line for line in lines}
    assert plan[MilestoneKind.CONTRACT].slip == (date(2022, 12, 1) - plan[MilestoneKind.CONTRACT].latest_on).days
    assert plan[MilestoneKind.STARTED].is_planned_late
    assert plan[MilestoneKind.OPERATING].slip is None


def test_without_a_promise_there_is_no_plan_and_with_one_there_is(officer, make):
    project = make()
    assert queries.backward(project) == []
    draft = MilestoneDraft(kind="operating", planned_on="2024-12-31", version=project.version)
    service.record_milestone(officer, project.id, draft)
    assert queries.backward(project)[-1].latest_on == date(2024, 12, 31)
