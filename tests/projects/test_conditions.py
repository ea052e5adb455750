"""Conditions: the table, what each profile makes of it, and what a move or a claim is told."""

import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.settings import Practice
from app.projects import queries, rules, service
from app.projects.models import MilestoneKind, Stage, Track
from app.projects.rules import CONDITIONS, Mode, Standing
from app.projects.schemas import MilestoneDraft, MoveDraft, ProjectChange
from tests.projects.history import changes, claim, refused_at
from tests.projects.practice import choose, work_by

FACTS = sorted({condition.fact for condition in CONDITIONS})
known_facts = st.dictionaries(st.sampled_from(FACTS), st.one_of(st.none(), st.booleans(), st.integers(0, 100)))


def standings(profile):
    return [Standing(one, one.modes[profile], one.tracks, 50 if one.least else 1) for one in CONDITIONS]


def lacking(profile, track, stage, facts, **more):
    return rules.lacking(rules.asked_for_stage(standings(profile), track, stage), facts, **more)


def test_every_condition_is_of_one_stage_or_one_milestone_and_its_code_says_which():
    for condition in CONDITIONS:
        assert (condition.stage is None) != (condition.milestone is None)
        assert condition.code.startswith(f"{condition.stage or condition.milestone}.")
    assert len(rules.BY_CODE) == len(CONDITIONS)


@pytest.mark.parametrize("code", [one.code for one in CONDITIONS])
def test_every_condition_is_a_setting_whose_defaults_are_those_of_the_table(code):
    for profile in Practice:
        assert rules.MODES[code].default_for(profile) == rules.BY_CODE[code].modes[profile]
    assert rules.TRACKS[code].default == rules.BY_CODE[code].tracks


def test_light_refuses_nothing_but_signed_without_amount_and_date():
    refusing = {one.code for one in CONDITIONS if one.modes[Practice.LIGHT] is Mode.REFUSE}
    assert refusing == {"signed.amount", "signed.date"}


def test_standard_refuses_for_signed_and_later_and_strict_always():
    for condition in CONDITIONS:
        is_early = condition.stage in (Stage.TALKS, Stage.INTENT)
        is_money = condition.fact.startswith("verified_funds")
        wanted = Mode.WARN if is_money else Mode.REFUSE
        assert condition.modes[Practice.STANDARD] is (Mode.WARN if is_early else wanted), condition.code
        assert condition.modes[Practice.STRICT] is wanted, condition.code


def test_what_waits_for_a_room_is_listed_with_what_brings_it(app, capsys):
    waiting = {one.fact: one.awaits for one in queries.waiting()}
    with capsys.disabled():
        sys.stdout.writelines(f"\n{fact} waits for {issue}" for fact, issue in waiting.items())
    assert set(waiting) == {"promises_cite_clauses", "verified_funds", "verified_funds_share"}
    assert all(waiting.values())


@given(st.sampled_from(Practice), st.sampled_from(Track), st.sampled_from(Stage), known_facts)
def test_legacy_projects_owe_nothing(profile, track, stage, facts):
    assert not lacking(profile, track, stage, facts, is_legacy=True)


@given(st.sampled_from(Practice), st.sampled_from(Track), st.sampled_from(Stage), known_facts, st.sampled_from(FACTS))
def test_another_fact_never_makes_more_lacking(profile, track, stage, facts, another):
    before = {one.condition.code for one in lacking(profile, track, stage, facts | {another: None})}
    assert {one.condition.code for one in lacking(profile, track, stage, facts | {another: 100})} <= before


@given(st.sampled_from(Practice), st.sampled_from(Track), known_facts)
def test_a_later_stage_never_asks_for_less(profile, track, facts):
    found = [{one.condition.code for one in lacking(profile, track, stage, facts)} for stage in Stage]
    assert all(earlier <= later for earlier, later in pairwise(found))


@given(st.sampled_from(Practice), known_facts)
def test_an_asset_light_project_is_never_asked_for_site_permits_or_start(profile, facts):
    asked = {one.condition.code for one in lacking(profile, Track.LIGHT, Stage.OPERATING, facts)}
    assert not {code for code in asked if code.startswith("building.")} | asked & {"signed.planned_start"}


def test_a_share_must_reach_its_threshold():
    asked = rules.asked_for_milestone(standings(Practice.STRICT), Track.LAND, MilestoneKind.COMPLETED)
    assert rules.lacking(asked, {"verified_funds_share": 49})
    assert not rules.lacking(asked, {"verified_funds_share": 50})


def test_light_goes_on_and_says_what_is_lacking(officer, make):
    project = make(total_fen="1亿")
    claim(officer, project, MilestoneKind.CONTRACT, "2022-03-01")
    assert project.stage is Stage.SIGNED
    lacks = {one.condition.code for one in queries.lacking(project, stage=Stage.SIGNED)}
    assert lacks == {
        "talks.meeting",
        "intent.written",
        "signed.agreement",
        "signed.planned_start",
        "signed.planned_operation",
    }


def test_standard_refuses_with_all_that_is_lacking_and_takes_what_the_dialog_fills_in(officer, make, session):
    work_by(session, Practice.STANDARD)
    project = make(stage="intent")
    draft = MoveDraft(to="signed", happened_on="2022-03-01", version=project.version)
    refused = refused_at("signed.agreement", service.move, officer, project.id, draft)
    assert refused
    assert len(changes(session, project)) == 1
    choose(session, rules.MODES["signed.agreement"], Mode.WARN)
    filled = MoveDraft(
        to="signed",
        happened_on="2022-03-01",
        total_fen="1亿",
        planned_start="2022-06-01",
        planned_operation="2023-06-01",
        version=project.version,
    )
    service.move(officer, project.id, filled)
    assert project.stage is Stage.SIGNED
    assert len(changes(session, project)) == 2


def test_a_plain_edit_never_asks_again(officer, make, session):
    project = make(total_fen="1亿")
    claim(officer, project, MilestoneKind.CONTRACT, "2022-03-01")
    work_by(session, Practice.STRICT)
    service.change(officer, project.id, ProjectChange(total_fen=None, summary="改了", version=project.version))
    assert project.stage is Stage.SIGNED


def test_registered_needs_a_company_with_a_credit_code(officer, make, session):
    work_by(session, Practice.STANDARD)
    project = make()
    draft = MilestoneDraft(kind="registered", claimed_on="2022-03-01", version=project.version)
    refused_at("registered.company", service.record_milestone, officer, project.id, draft)


def test_the_office_says_of_which_tracks_something_is_asked(officer, make, session):
    work_by(session, Practice.STRICT)
    for code in ("talks.meeting", "intent.written"):
        choose(session, rules.TRACKS[code], frozenset({"land"}))
    leased = make(track="leased")
    service.move(officer, leased.id, MoveDraft(to="intent", version=leased.version))
    land = make()
    refused_at("talks.meeting", service.move, officer, land.id, MoveDraft(to="talks", version=land.version))


def test_what_many_lack_is_asked_as_often_as_what_one_lacks(make, statements):
    projects = [make(total_fen="1亿") for _ in range(4)]
    found = queries.lacking_next(projects)
    counts = []
    for some in (projects[:1], projects):
        with statements() as ran:
            queries.lacking_next(some)
        counts.append(len(ran))
    assert counts[0] == counts[1] <= 6
    assert found[projects[0].id] == queries.lacking(projects[0], stage=Stage.TALKS)
