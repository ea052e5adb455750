"""What the commands of the pipeline promise, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.kernel import clock
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.projects import queries, service
from app.projects.models import (
    Milestone,
    MilestoneEvent,
    MilestoneKind,
    Project,
    ProjectFact,
    Stage,
    StageChange,
    Status,
)
from app.projects.schemas import (
    MilestoneDraft,
    MoveDraft,
    NextStepDraft,
    ProjectChange,
    ProjectDraft,
    StatusDraft,
    WithdrawDraft,
)

CONTRACT, STARTED, OPERATING = MilestoneKind.CONTRACT, MilestoneKind.STARTED, MilestoneKind.OPERATING
TODAY = clock.today()


def facts(session, project, name):
    found = select(ProjectFact.value, ProjectFact.effective_on).where(
        ProjectFact.project_id == project.id, ProjectFact.name == name
    )
    return [tuple(row) for row in session.execute(found.order_by(ProjectFact.id))]


def changes(session, project):
    found = select(StageChange).where(StageChange.project_id == project.id).order_by(StageChange.id)
    return [(change.left, change.entered, change.effective_on) for change in session.scalars(found)]


def events(session, project):
    found = select(MilestoneEvent).where(MilestoneEvent.project_id == project.id).order_by(MilestoneEvent.id)
    return [(event.kind, event.what, event.on) for event in session.scalars(found)]


def claim(actor, project, kind, day, **more):
    draft = MilestoneDraft(kind=kind, claimed_on=day, version=project.version, **more)
    return service.record_milestone(actor, project.id, draft)


def refused_at(field, action, *args):
    with pytest.raises(Invalid) as refused:
        action(*args)
    assert field in refused.value.fields, refused.value.fields
    return refused.value.fields[field]


# --- creating -------------------------------------------------------------------------------------------------------


def test_codes_count_up_within_the_year_in_which_the_lead_came_in(make):
    codes = [make(received_on=day).code for day in ("2021-05-01", "2022-03-01", "2021-12-31")]
    assert codes == ["LD-2021-0001", "LD-2022-0001", "LD-2021-0002"]


def test_projects_created_at_once_get_different_codes_without_a_gap(app, officer, sinopharm):
    draft = ProjectDraft(name_zh="同时录入", enterprise_id=sinopharm.id, received_on="2022-03-01")

    def create(_number):
        with app.app_context():
            return service.create(officer, draft).code

    with ThreadPoolExecutor(6) as crowd:
        codes = sorted(crowd.map(create, range(18)))
    assert codes == [f"LD-2022-{number:04d}" for number in range(1, 19)]


def test_one_sentence_about_a_known_enterprise_is_enough(officer, sinopharm):
    draft = ProjectDraft(summary="拟在新区建医疗器械基地，占地约百亩。\n会后发资料。", enterprise_id=sinopharm.id)
    project = service.create(officer, draft)
    assert project.name_zh == "拟在新区建医疗器械基地，占地约百亩。"
    assert (project.officer_id, project.unit_id, project.received_on) == (officer.id, officer.unit_id, TODAY)
    assert (project.stage, project.status) == (Stage.LEAD, Status.ACTIVE)


def test_an_enterprise_that_nobody_knows_yet_is_made_from_its_name(officer, session):
    project = service.create(officer, ProjectDraft(name_zh="光伏组件", enterprise_id="滇中晶硅有限公司"))
    assert project.enterprise.name_zh == "滇中晶硅有限公司"


def test_a_draft_without_a_name_or_an_enterprise_is_refused():
    for draft in ({"enterprise_id": 1}, {"name_zh": "产业园"}):
        with pytest.raises(ValidationError):
            ProjectDraft.model_validate(draft)


def test_creating_writes_the_first_stage_and_the_first_facts_with_the_day_the_lead_came_in(make, session):
    project = make(total_fen="6.2亿", stage="talks", stage_since="2022-02-01")
    assert changes(session, project) == [(None, Stage.TALKS, date(2022, 2, 1))]
    assert facts(session, project, "total_fen") == [("62000000000", date(2022, 1, 10))]
    assert facts(session, project, "contract_fen") == []
    assert facts(session, project, "status") == [("active", date(2022, 1, 10))]


def test_the_same_form_sent_six_times_makes_one_project(officer, sinopharm, session):
    draft = ProjectDraft(name_zh="产业园", enterprise_id=sinopharm.id)
    made = {service.create(officer, draft, once="k" * 43).id for _ in range(6)}
    assert len(made) == 1
    assert session.scalar(select(func.count()).select_from(Project)) == 1
    assert session.scalar(select(func.count()).where(AuditEntry.action == "project.create")) == 1


def test_a_project_enters_the_pool_as_signed_only_as_a_legacy(make):
    refused_at("stage", lambda: make(stage="signed"))
    assert make(stage="signed", is_legacy=True).stage is Stage.SIGNED


@pytest.mark.parametrize(
    "field", ["sector_id", "park_id", "officer_id", "unit_id", "sponsor_id", "lead_unit_id", "company_id"]
)
def test_what_a_fact_points_at_must_exist(make, field):
    refused_at(field, lambda: make(**{field: 999_999}))


def test_a_team_and_investors_that_do_not_exist_are_refused(make):
    refused_at("team_ids", lambda: make(team_ids=[999_999]))
    refused_at("investor_ids", lambda: make(investor_ids=[999_999]))


def test_whoever_enters_a_confidential_project_for_another_officer_still_sees_it(cast, make):
    head, other = cast.actor("head"), cast.actor("officer", unit="other_section")
    project = make(head, officer_id=other.id, disclosure="team")
    assert queries.get(head, project.id).id == project.id


# --- changing -------------------------------------------------------------------------------------------------------


def test_changing_one_fact_leaves_the_others_and_keeps_its_history(officer, make, session):
    project = make(total_fen="1亿", name_en="Park")
    service.change(officer, project.id, ProjectChange(total_fen="1.2亿", version=project.version))
    assert (project.total_fen, project.name_en) == (12_000_000_000, "Park")
    assert facts(session, project, "total_fen") == [("10000000000", date(2022, 1, 10)), ("12000000000", TODAY)]
    assert facts(session, project, "officer_id") == [(str(officer.id), date(2022, 1, 10))]


def test_a_fact_can_be_cleared_and_its_history_says_so(officer, make, session):
    project = make(total_fen="1亿")
    service.change(officer, project.id, ProjectChange(total_fen="", version=project.version))
    assert project.total_fen is None
    assert facts(session, project, "total_fen")[-1] == (None, TODAY)


def test_what_a_project_cannot_be_without_cannot_be_cleared():
    with pytest.raises(ValidationError):
        ProjectChange.model_validate({"name_zh": "", "version": 1})


def test_two_writers_who_saw_the_same_version_do_not_overwrite_each_other(officer, make):
    project = make()
    seen = project.version
    service.change(officer, project.id, ProjectChange(name_en="First", version=seen))
    with pytest.raises(Conflict):
        service.change(officer, project.id, ProjectChange(name_en="Second", version=seen))


def test_every_command_counts_as_a_change_of_the_project(officer, make, cast):
    project = make(total_fen="1亿")
    versions = [project.version]

    def counted(done):
        versions.append(done.version)
        return done

    other = cast.actor("officer", name="second")
    counted(service.change(officer, project.id, ProjectChange(team_ids=[other.id], version=project.version)))
    counted(claim(officer, project, MilestoneKind.FRAMEWORK, "2022-02-01"))
    counted(
        service.withdraw_milestone(
            officer, project.id, WithdrawDraft(kind="framework", note="误报", version=project.version)
        )
    )
    counted(service.set_next_step(officer, project.id, NextStepDraft(next_step="回访", version=project.version)))
    assert versions == sorted(set(versions))


def test_an_archived_project_is_put_away_and_comes_back(officer, make):
    project = make()
    service.archive(officer, project.id, project.version)
    with pytest.raises(Invalid):
        service.change(officer, project.id, ProjectChange(name_en="X", version=project.version))
    assert service.restore(officer, project.id, project.version).archived_at is None


def test_a_stranger_may_change_nothing(cast, make):
    project, stranger = make(), cast.actor("officer", unit="other_section")
    version = project.version
    for action in (
        lambda: service.change(stranger, project.id, ProjectChange(name_en="X", version=version)),
        lambda: service.move(stranger, project.id, MoveDraft(to="talks", version=version)),
        lambda: claim(stranger, project, CONTRACT, "2022-02-01"),
        lambda: service.set_status(
            stranger, project.id, StatusDraft(to="paused", reason="停", version=version)
        ),
        lambda: service.archive(stranger, project.id, version),
    ):
        with pytest.raises(Forbidden):
            action()


def test_a_hidden_project_answers_like_a_missing_one(cast, make):
    project, stranger = make(disclosure="masked"), cast.actor("officer", unit="other_section")
    with pytest.raises(NotFound):
        service.move(stranger, project.id, MoveDraft(to="talks", version=project.version))


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
    refused_at("to", service.move, officer, project.id, MoveDraft(to="building", version=project.version))


def test_a_move_never_takes_effect_before_the_present_stage_or_after_today(officer, make):
    project = make(stage="talks", stage_since="2022-02-01")
    for day in ("2022-01-31", (TODAY + timedelta(1)).isoformat()):
        draft = MoveDraft(to="intent", effective_on=day, version=project.version)
        refused_at("effective_on", service.move, officer, project.id, draft)


def test_a_closed_project_does_not_move(officer, make):
    project = make()
    service.set_status(
        officer, project.id, StatusDraft(to="lost", reason="落户他地", version=project.version)
    )
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


# --- status and next step -------------------------------------------------------------------------------------------


def test_status_and_reason_change_together_and_leave_a_dated_fact(officer, make, session):
    project = make()
    draft = StatusDraft(
        to="paused", reason="企业内部重组", effective_on="2022-03-01", version=project.version
    )
    service.set_status(officer, project.id, draft)
    assert (project.status, project.status_reason) == (Status.PAUSED, "企业内部重组")
    assert facts(session, project, "status")[-1] == ("paused", date(2022, 3, 1))
    service.set_status(officer, project.id, StatusDraft(to="active", version=project.version))
    assert project.status_reason == ""


def test_the_officer_does_the_next_step_unless_somebody_is_named(officer, make):
    project = make()
    draft = NextStepDraft(next_step="回访", next_due_on="2022-08-01", version=project.version)
    service.set_next_step(officer, project.id, draft)
    assert (project.next_owner_id, project.next_due_sort) == (officer.id, date(2022, 8, 1))
    service.set_next_step(officer, project.id, NextStepDraft(version=project.version))
    assert (project.next_step, project.next_owner_id, project.next_due_sort) == ("", None, date.max)


def test_history_only_grows(make, session):
    make()
    for table in ("stage_changes", "project_facts"):
        with pytest.raises(Exception, match="only grows"):
            session.connection().exec_driver_sql(f"DELETE FROM {table}")
        session.rollback()
