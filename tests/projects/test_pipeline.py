"""What moves and milestones promise, on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.kernel import clock
from app.kernel.errors import Invalid
from app.projects import service
from app.projects.models import (
    Milestone,
    MilestoneKind,
    Stage,
    StageChange,
)
from app.projects.schemas import (
    MilestoneDraft,
    MoveDraft,
    StatusDraft,
    WithdrawDraft,
)
from tests.projects.history import changes, claim, events, facts, refused_at

CONTRACT, STARTED, OPERATING = MilestoneKind.CONTRACT, MilestoneKind.STARTED, MilestoneKind.OPERATING
TODAY = clock.today()


# --- moving ---------------------------------------------------------------------------------------------------------


def test_moving_on_writes_a_row_with_what_the_project_looked_like(officer, make, session, sinopharm):
    project = make(total_fen="1亿")
    service.move(officer, project.id, MoveDraft(to="talks", effective_on="2022-02-01", version=project.version))
    assert (project.stage, project.stage_since) == (Stage.TALKS, date(2022, 2, 1))
    assert changes(session, project)[1:] == [(Stage.LEAD, Stage.TALKS, date(2022, 2, 1))]
    last = session.scalars(select(StageChange).order_by(StageChange.id.desc())).first()
    assert last.snapshot == {
        "total_fen": 10_000_000_000,
        "contract_fen": None,
        "sector_id": None,
        "enterprise_id": sinopharm.id,
        "province": "yunnan",
        "unit_id": officer.unit_id,
    }


def test_going_back_needs_a_note_and_adds_a_row(officer, make, session):
    project = make(stage="intent")
    back = {"to": "talks", "version": project.version}
    refused_at("note", service.move, officer, project.id, MoveDraft.model_validate(back))
    service.move(officer, project.id, MoveDraft.model_validate(back | {"note": "对方重新选址"}))
    assert [entered for _, entered, _ in changes(session, project)] == [Stage.INTENT, Stage.TALKS]


def test_signed_without_amount_and_date_is_refused_and_writes_nothing(officer, make, session):
    project = make(stage="intent")
    with pytest.raises(Invalid) as refused:
        service.move(officer, project.id, MoveDraft(to="signed", version=project.version))
    assert set(refused.value.fields) == {"total_fen", "happened_on"}
    session.expire_all()
    assert project.stage is Stage.INTENT
    assert len(changes(session, project)) == 1


def test_what_signed_lacks_can_be_filled_in_with_the_move(officer, make, session):
    project = make(stage="intent")
    draft = MoveDraft(to="signed", happened_on="2022-03-01", total_fen="2亿", version=project.version)
    service.move(officer, project.id, draft)
    assert (project.stage, project.stage_since) == (Stage.SIGNED, date(2022, 3, 1))
    assert events(session, project) == [(CONTRACT, "claimed", date(2022, 3, 1))]
    assert facts(session, project, "total_fen") == [("20000000000", date(2022, 3, 1))]


def test_a_contract_amount_alone_is_an_amount(officer, make):
    project = make(stage="intent", contract_fen="5000万")
    draft = MoveDraft(to="signed", happened_on="2022-03-01", version=project.version)
    assert service.move(officer, project.id, draft).stage is Stage.SIGNED


def test_nobody_gets_past_signing_by_skipping_it(officer, make):
    project = make(stage="intent", total_fen="1亿")
    refused_at("signed.date", service.move, officer, project.id, MoveDraft(to="building", version=project.version))


def test_a_move_never_takes_effect_before_the_present_stage_or_after_today(officer, make):
    project = make(stage="talks", stage_since="2022-02-01")
    for day in ("2022-01-31", (TODAY + timedelta(1)).isoformat()):
        draft = MoveDraft(to="intent", effective_on=day, version=project.version)
        refused_at("effective_on", service.move, officer, project.id, draft)


def test_a_closed_project_does_not_move(officer, make):
    project = make()
    service.set_status(officer, project.id, StatusDraft(to="lost", reason="落户他地", version=project.version))
    with pytest.raises(Invalid):
        service.move(officer, project.id, MoveDraft(to="talks", version=project.version))


# --- milestones -----------------------------------------------------------------------------------------------------


def test_the_contract_the_start_and_operation_move_the_project_at_once(officer, make, session):
    project = make(total_fen="1亿")
    for kind, day in ((CONTRACT, "2022-02-01"), (STARTED, "2022-03-01"), (OPERATING, "2022-07-15")):
        claim(officer, project, kind, day)
    assert changes(session, project)[1:] == [
        (Stage.LEAD, Stage.SIGNED, date(2022, 2, 1)),
        (Stage.SIGNED, Stage.BUILDING, date(2022, 3, 1)),
        (Stage.BUILDING, Stage.OPERATING, date(2022, 7, 15)),
    ]
    assert project.stage is Stage.OPERATING


def test_a_contract_without_an_amount_is_refused_unless_the_amount_comes_with_it(officer, make, session):
    project = make()
    refused_at("total_fen", claim, officer, project, CONTRACT, "2022-02-01")
    session.expire_all()
    assert events(session, project) == []
    assert claim(officer, project, CONTRACT, "2022-02-01", total_fen="3000万").stage is Stage.SIGNED


def test_a_start_before_the_contract_is_kept_and_counts_once_the_contract_is_there(officer, make, session):
    project = make(total_fen="1亿", stage="talks")
    assert claim(officer, project, STARTED, "2022-03-01").stage is Stage.TALKS
    assert claim(officer, project, CONTRACT, "2022-02-01").stage is Stage.BUILDING
    assert project.stage_since == date(2022, 3, 1)


def test_a_milestone_that_opens_no_stage_moves_nothing(officer, make, session):
    project = make()
    claim(officer, project, MilestoneKind.REGISTERED, "2022-02-01")
    assert len(changes(session, project)) == 1


def test_a_late_entry_never_turns_the_dates_of_the_stages_around(officer, make, session):
    project = make(total_fen="1亿", stage="talks", stage_since="2022-05-01")
    claim(officer, project, CONTRACT, "2022-04-01")
    assert project.stage_since == date(2022, 5, 1)
    assert session.scalars(select(Milestone.claimed_on)).one() == date(2022, 4, 1)


def test_a_day_to_come_is_a_plan_not_a_fact(officer, make):
    project = make(total_fen="1亿")
    refused_at("claimed_on", claim, officer, project, CONTRACT, (TODAY + timedelta(1)).isoformat())


def test_planning_keeps_the_history_of_the_planned_date(officer, make, session):
    project = make()
    for day in ("2022-06-30", "2022-09-30", None):
        draft = MilestoneDraft(kind=OPERATING, planned_on=day, version=project.version)
        service.record_milestone(officer, project.id, draft)
    assert [value for value, _ in facts(session, project, "planned_operating")] == ["2022-06-30", "2022-09-30", None]
    assert [what for _, what, _ in events(session, project)] == ["planned"] * 3
    assert project.stage is Stage.LEAD


def test_a_draft_that_only_plans_leaves_the_claim_alone(officer, make):
    project = make(total_fen="1亿")
    claim(officer, project, CONTRACT, "2022-02-01")
    draft = MilestoneDraft(kind=CONTRACT, planned_on="2022-01-31", version=project.version)
    service.record_milestone(officer, project.id, draft)
    [contract] = project.milestones
    assert (contract.planned_on, contract.claimed_on) == (date(2022, 1, 31), date(2022, 2, 1))


def test_withdrawing_keeps_the_claim_in_history_and_the_stage_where_it_is(officer, make, session):
    project = make(total_fen="1亿")
    claim(officer, project, CONTRACT, "2022-02-01")
    draft = WithdrawDraft(kind=CONTRACT, note="协议未生效", version=project.version)
    service.withdraw_milestone(officer, project.id, draft)
    assert project.milestones[0].claimed_on is None
    assert [(kind, what) for kind, what, _ in events(session, project)] == [
        (CONTRACT, "claimed"),
        (CONTRACT, "withdrawn"),
    ]
    assert project.stage is Stage.SIGNED


def test_what_was_never_claimed_cannot_be_withdrawn(officer, make):
    project = make()
    draft = WithdrawDraft(kind=CONTRACT, note="误报", version=project.version)
    refused_at("kind", service.withdraw_milestone, officer, project.id, draft)


def test_a_track_has_only_its_milestones(officer, make):
    project = make(track="light")
    refused_at("kind", claim, officer, project, MilestoneKind.SITE, "2022-02-01")
