"""Weekly progress: cell by cell, one truth about what comes next, a contact, a leader's word that becomes work."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.kernel import clock
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.listing import ListQuery
from app.meetings import queries as meetings
from app.meetings.models import FollowUp
from app.projects import queries, service
from app.projects.models import Project
from app.projects.queries.weekly import WeeklyFilters
from app.projects.rules import REPORTING_STAGES, Week
from app.projects.schemas import InstructionDraft, NextStepDraft, SameDraft, WeeklyDraft
from tests.projects.practice import choose
from tests.support.forms import hidden_fields

WEEKLY = queries.weekly


def this_week() -> Week:
    return Week.of(clock.today())


@pytest.fixture(autouse=True)
def leads_report_too(session):
    choose(session, REPORTING_STAGES, frozenset({"lead", "talks"}))


@pytest.fixture
def project(make):
    return make()


def there(found):
    assert found is not None
    return found


def write(actor, project, *, week=None, version=0, **cells):
    present = queries.get(actor, project.id)
    draft = WeeklyDraft.model_validate({"version": version, "project_version": present.version} | cells)
    return service.write_week(actor, project.id, week or this_week(), draft)


def test_cells_are_written_one_by_one_and_the_others_stay(officer, project):
    first = write(officer, project, progress="桩基完成")
    assert (first.progress, first.problems, first.version) == ("桩基完成", "", 1)
    second = write(officer, project, problems="蒸汽不稳", version=1)
    assert (second.progress, second.problems, second.version) == ("桩基完成", "蒸汽不稳", 2)


def test_the_second_of_two_writers_gets_a_conflict_and_nothing_is_lost(officer, project):
    write(officer, project, progress="第一个人写的")
    with pytest.raises(Conflict):
        write(officer, project, progress="第二个人写的")
    assert there(WEEKLY.week_of(project, this_week())).progress == "第一个人写的"


def test_what_comes_next_is_the_projects_own_next_step(officer, project, session):
    write(officer, project, progress="桩基完成", next_step="签补充协议", next_due_on="2099-01-05")
    session.expire_all()
    present = queries.get(officer, project.id)
    assert (present.next_step, present.next_due_on) == ("签补充协议", date(2099, 1, 5))
    assert present.next_owner_id == officer.id
    step = NextStepDraft(next_step="改期再签", version=present.version)
    service.set_next_step(officer, project.id, step)
    session.expire_all()
    assert there(WEEKLY.week_of(project, this_week())).next_step == "改期再签"


def test_the_next_step_is_guarded_by_the_version_of_the_project(officer, project):
    seen = project.version
    service.set_next_step(officer, project.id, NextStepDraft(next_step="别人先写的", version=seen))
    draft = WeeklyDraft(next_step="后写的", version=0, project_version=seen)
    with pytest.raises(Conflict):
        service.write_week(officer, project.id, this_week(), draft)


def test_writing_counts_as_a_contact_and_leaves_the_projects_version(officer, project, session):
    before = project.version
    assert project.last_contact_on < clock.today()
    write(officer, project, progress="桩基完成")
    session.expire_all()
    present = queries.get(officer, project.id)
    assert (present.last_contact_on, present.version) == (clock.today(), before)


def test_only_this_week_and_the_last_one_are_written(officer, project):
    assert there(write(officer, project, week=this_week().later(-1), progress="上周的")).progress == "上周的"
    for far in (this_week().later(-2), this_week().later()):
        with pytest.raises(Invalid):
            write(officer, project, week=far, progress="太早或太晚")
    with pytest.raises(Invalid):
        write(officer, project, week=this_week().later(-1), version=1, next_step="上周不写下一步")


def test_the_same_as_last_week_fills_only_what_is_empty(officer, project):
    write(officer, project, week=this_week().later(-1), progress="上周进展", problems="上周问题")
    write(officer, project, progress="本周进展")
    row = service.same_as_before(officer, project.id, this_week(), SameDraft(version=1))
    assert (there(row).progress, there(row).problems) == ("本周进展", "上周问题")


def test_without_an_earlier_week_there_is_nothing_to_repeat(officer, project):
    with pytest.raises(Invalid):
        service.same_as_before(officer, project.id, this_week(), SameDraft(version=0))


def test_only_who_may_change_the_project_writes(cast, project):
    stranger = cast.actor("officer", unit="other_section")
    with pytest.raises(Forbidden):
        write(stranger, project, progress="外人")


def test_a_hidden_project_answers_like_a_missing_one(cast, make):
    hidden = make(disclosure="team")
    draft = WeeklyDraft(progress="外人", version=0, project_version=1)
    with pytest.raises(NotFound):
        service.write_week(cast.actor("head"), hidden.id, this_week(), draft)
    assert WEEKLY.SHEET.count(WEEKLY.sheet(cast.actor("head"), WeeklyFilters())) == 0
    assert list(WEEKLY.weeks_of(cast.actor("head"), hidden.id)) == []


def test_the_head_is_told_what_is_not_filled_in(cast, officer, make):
    first, _ = make(), make(name_zh="没人写的")
    head = cast.actor("head")
    assert WEEKLY.count_unfilled(head) == 2
    write(officer, first, progress="写了")
    assert WEEKLY.count_unfilled(head) == 1
    shown = WEEKLY.SHEET.page(WEEKLY.sheet(head, WeeklyFilters()), ListQuery())
    assert WEEKLY.counts(head, WeeklyFilters(), shown) == {"": 2, "yes": 1, "no": 1}
    assert WEEKLY.count_unfilled(cast.actor("head", unit="other_section")) == 0
    assert WEEKLY.count_unfilled(officer) == 0


def test_an_instruction_becomes_a_follow_up_of_the_officer_in_a_week(cast, officer, project, session):
    manager = cast.actor("manager")
    given = service.instruct(manager, project.id, this_week(), InstructionDraft(text="当面对接一次"))
    follow_up = session.get_one(FollowUp, given.follow_up_id)
    assert (follow_up.text, follow_up.source) == ("当面对接一次", "instruction")
    assert (follow_up.owner_id, follow_up.project_id) == (officer.person_id, project.id)
    assert follow_up.due_on == clock.today() + timedelta(days=7)
    [said] = queries.instructions.instructions(officer, [project.id])[project.id]
    assert (said.row.text, there(said.outcome).is_open) == ("当面对接一次", True)
    assert [row.text for row in meetings.due_follow_ups(officer, follow_up.due_on)] == ["当面对接一次"]


def test_an_instruction_sent_six_times_is_given_once(cast, project, session):
    manager = cast.actor("manager")
    for _ in range(6):
        service.instruct(manager, project.id, this_week(), InstructionDraft(text="一次"), once="k" * 43)
    assert len(session.scalars(select(FollowUp)).all()) == 1


def test_only_leaders_instruct_and_never_for_a_day_that_has_passed(cast, officer, project):
    for actor in (officer, cast.actor("head")):
        with pytest.raises(Forbidden):
            service.instruct(actor, project.id, this_week(), InstructionDraft(text="请办"))
    draft = InstructionDraft(text="请办", due_on=clock.today() - timedelta(days=1))
    with pytest.raises(Invalid):
        service.instruct(cast.actor("manager"), project.id, this_week(), draft)


def test_the_sheet_asks_the_same_questions_for_two_projects_as_for_twenty(client, make, statements):
    asked = []
    for many in (2, 18):
        for number in range(many):
            make(name_zh=f"项目{many}-{number}")
        client.get("/projects/weekly")
        with statements() as ran:
            assert client.get("/projects/weekly").status_code == 200
        asked.append(len(ran))
    assert asked[0] == asked[1]


def test_a_cell_is_saved_by_itself_and_hands_back_the_versions(client, project):
    page = client.get("/").text
    fields = hidden_fields(page[page.index(f'id="week-{project.id}"') :])
    address = f"/projects/{project.id}/weekly/{this_week()}"
    answer = client.post(address, data=fields | {"progress": "桩基完成"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert f'value="1" id="week-version-{project.id}"' in answer.text
    again = client.post(address, data=fields | {"progress": "另一个窗口"}, headers={"HX-Request": "true"})
    assert again.status_code == 409
    assert "桩基完成" in again.text
    assert "另一个窗口" in again.text


def test_without_scripts_a_row_is_sent_as_a_whole(client, project, session):
    fields = hidden_fields(client.get(f"/projects/{project.id}/weekly/{this_week()}").text)
    cells = {"progress": "桩基完成", "next_step": "签补充协议", "next_due_on": "2099-01-05", "department_id": ""}
    answer = client.post(f"/projects/{project.id}/weekly/{this_week()}", data=fields | cells)
    assert answer.status_code == 303
    session.expire_all()
    assert session.get_one(Project, project.id).next_step == "签补充协议"
    assert "桩基完成" in client.get(f"/projects/{project.id}").text


def test_the_sheet_leaves_the_house_with_days_and_words(client, officer, project):
    write(officer, project, progress="=桩基完成")
    sent = client.get("/projects/weekly/export.csv").get_data(as_text=True)
    head, row = sent.strip().splitlines()[:2]
    assert head.endswith("本阶段天数")
    assert "'=桩基完成" in row
    assert row.rsplit(",", 1)[1].isdigit()
