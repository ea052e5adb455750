"""The pipeline's rules, without a database."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Forbidden, Invalid
from app.kernel.permissions import Actor, Held, Role, Scope
from app.projects import rules
from app.projects.models import MilestoneKind, Project, Stage, Status, Track

TODAY = date(2022, 7, 15)
stages = st.sampled_from(Stage)
tracks = st.sampled_from(Track)
kinds = st.sets(st.sampled_from(MilestoneKind))


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (rules.STAGE_NAMES, Stage),
        (rules.STATUS_NAMES, Status),
        (rules.TRACK_NAMES, Track),
        (rules.MILESTONE_NAMES, MilestoneKind),
    ],
)
def test_every_code_has_a_word(words, codes):
    assert set(words) == set(codes)


def test_an_asset_light_project_has_no_site_no_start_no_completion_and_is_never_under_construction():
    light = rules.MILESTONES_OF[Track.LIGHT]
    assert not {MilestoneKind.SITE, MilestoneKind.STARTED, MilestoneKind.COMPLETED} & set(light)
    assert rules.next_stage(Track.LIGHT, Stage.SIGNED) is Stage.OPERATING
    assert rules.previous_stage(Track.LIGHT, Stage.OPERATING) is Stage.SIGNED


def test_every_other_track_has_all_milestones_and_all_stages():
    for track in (Track.LAND, Track.LEASED, Track.EXPANSION):
        assert rules.MILESTONES_OF[track] == tuple(MilestoneKind)
        assert rules.stages_of(track) == tuple(Stage)


def test_contract_start_and_operation_open_their_stages():
    assert {
        MilestoneKind.CONTRACT: Stage.SIGNED,
        MilestoneKind.STARTED: Stage.BUILDING,
        MilestoneKind.OPERATING: Stage.OPERATING,
    } == rules.ENTERS


@given(tracks)
def test_from_a_lead_the_next_stages_lead_through_every_stage_of_the_track_to_operation(track):
    way: list[Stage] = []
    at: Stage | None = Stage.LEAD
    while at is not None:
        way.append(at)
        at = rules.next_stage(track, at)
    assert tuple(way) == rules.stages_of(track)
    assert all(rules.previous_stage(track, later) is earlier for earlier, later in pairwise(way))


@given(stages, kinds, st.booleans())
def test_claimed_milestones_never_take_a_project_back(stage, claimed, is_legacy):
    assert rules.stage_opened(stage, claimed, is_legacy=is_legacy).position >= stage.position


@given(stages, kinds, kinds)
def test_more_milestones_never_lead_less_far(stage, claimed, more):
    fewer = rules.stage_opened(stage, claimed)
    assert rules.stage_opened(stage, claimed | more).position >= fewer.position


def test_a_start_before_the_contract_opens_nothing_until_the_contract_is_claimed():
    assert rules.stage_opened(Stage.TALKS, {MilestoneKind.STARTED}) is Stage.TALKS
    assert rules.stage_opened(Stage.TALKS, {MilestoneKind.STARTED, MilestoneKind.CONTRACT}) is Stage.BUILDING


@given(stages)
def test_lost_and_terminated_never_stand_side_by_side(stage):
    possible = rules.statuses_for(stage)
    assert (Status.LOST in possible) is (stage.position < Stage.SIGNED.position)
    assert (Status.TERMINATED in possible) is (stage.position >= Stage.SIGNED.position)


@pytest.mark.parametrize("status", [s for s in Status if s not in (Status.ACTIVE, Status.TERMINATED)])
def test_everything_but_active_needs_a_reason(status):
    with pytest.raises(Invalid) as refused:
        rules.check_status(Stage.TALKS, status, "")
    assert "reason" in refused.value.fields
    rules.check_status(Stage.TALKS, status, "用地未落实")


def test_active_needs_no_reason():
    rules.check_status(Stage.TALKS, Status.ACTIVE, "")


@given(st.integers(-400, 400), st.integers(-400, 400))
def test_slip_counts_the_days_from_the_plan_to_the_day_it_happened(planned, happened):
    plan, real = TODAY + timedelta(planned), TODAY + timedelta(happened)
    assert rules.slip_in_days(plan, real, TODAY) == happened - planned


def test_slip_of_an_open_milestone_runs_until_today_and_starts_the_day_after_the_plan():
    assert rules.slip_in_days(TODAY - timedelta(3), None, TODAY) == 3
    assert rules.slip_in_days(TODAY, None, TODAY) is None
    assert rules.slip_in_days(None, TODAY, TODAY) is None


def test_a_move_takes_effect_between_the_beginning_of_the_present_stage_and_today():
    rules.check_effective(TODAY, stage_since=TODAY, today=TODAY)
    for day in (TODAY + timedelta(1), TODAY - timedelta(11)):
        with pytest.raises(Invalid):
            rules.check_effective(day, stage_since=TODAY - timedelta(10), today=TODAY)


def actor(role: Role, units: frozenset[int] | None, *, number: int = 1) -> Actor:
    scope = Scope.ALL if units is None else Scope.UNIT
    return Actor(number, number, "某", 1, held=(Held(role, scope, units),))


def project(officer_id: int = 9, unit_id: int = 5) -> Project:
    return Project(officer_id=officer_id, unit_id=unit_id)


def test_its_officer_and_the_leaders_of_its_unit_may_change_a_project():
    assert rules.may_edit(actor(Role.OFFICER, frozenset(), number=9), project())
    assert rules.may_edit(actor(Role.HEAD, frozenset({5})), project())
    assert rules.may_edit(actor(Role.MANAGER, None), project())


@pytest.mark.parametrize(
    "stranger",
    [
        actor(Role.OFFICER, None),
        actor(Role.HEAD, frozenset({4})),
        actor(Role.VIEWER, None),
        actor(Role.AUDITOR, None),
        actor(Role.VIEWER, None, number=9),
    ],
)
def test_nobody_else_may_change_it(stranger):
    with pytest.raises(Forbidden):
        rules.check_may_edit(stranger, project())
