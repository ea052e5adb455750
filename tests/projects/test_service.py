"""What the commands of the pipeline promise, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.kernel import clock
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.projects import queries, service
from app.projects.models import (
    MilestoneKind,
    Project,
    Stage,
    Status,
)
from app.projects.schemas import (
    MoveDraft,
    NextStepDraft,
    ProjectChange,
    ProjectDraft,
    StatusDraft,
    WithdrawDraft,
)
from tests.projects.history import changes, claim, facts, refused_at

CONTRACT, STARTED, OPERATING = MilestoneKind.CONTRACT, MilestoneKind.STARTED, MilestoneKind.OPERATING
TODAY = clock.today()


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
        lambda: service.set_status(stranger, project.id, StatusDraft(to="paused", reason="停", version=version)),
        lambda: service.archive(stranger, project.id, version),
    ):
        with pytest.raises(Forbidden):
            action()


def test_a_hidden_project_answers_like_a_missing_one(cast, make):
    project, stranger = make(disclosure="masked"), cast.actor("officer", unit="other_section")
    with pytest.raises(NotFound):
        service.move(stranger, project.id, MoveDraft(to="talks", version=project.version))


# --- status and next step -------------------------------------------------------------------------------------------


def test_status_and_reason_change_together_and_leave_a_dated_fact(officer, make, session):
    project = make()
    draft = StatusDraft(to="paused", reason="企业内部重组", effective_on="2022-03-01", version=project.version)
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
