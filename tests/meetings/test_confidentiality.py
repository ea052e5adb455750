"""Who sees which meetings and follow-ups, and what the timelines show."""

from datetime import date, timedelta

import pytest

from app.kernel import timeline
from app.kernel.errors import NotFound
from app.kernel.permissions import Role
from app.kernel.timeline import Subject
from app.meetings import queries, service
from app.meetings.models import FollowUp
from app.meetings.schemas import CloseDraft, FollowUpRow, MeetingDraft
from app.projects import service as projects
from app.projects.schemas import ProjectDraft

TODAY = date(2022, 7, 15)
EVERYBODY = queries.follow_ups.FollowUpFilters(whose=queries.follow_ups.Whose.ALL)


def sees(actor, meeting):
    """Whether each way to a meeting and its follow-up leads there; they must agree."""
    listed = queries.meetings.LIST.count(queries.meetings.listing(actor, queries.meetings.MeetingFilters()))
    promised = queries.follow_ups.LIST.count(queries.follow_ups.listing(actor, EVERYBODY))
    try:
        queries.meetings.get(actor, meeting.id)
        queries.follow_ups.get(actor, meeting.follow_ups[0].id)
        read = True
    except NotFound:
        read = False
    told = timeline.entries(
        actor, Subject(enterprise_ids=tuple(link.enterprise_id for link in meeting.enterprise_links))
    )
    kinds = {entry.kind for entry in told} & {"meeting", "follow_up"}
    assert {bool(listed), bool(promised), read, bool(kinds)} == {read}
    return read


@pytest.fixture
def confidential(world):
    draft = MeetingDraft(
        enterprises=(world.sinopharm.id,), text="x", is_confidential=True, follow_ups=(FollowUpRow(text="y"),)
    )
    return service.log(world.officer, draft)


def test_a_confidential_meeting_is_for_its_logger_and_those_whose_sight_reaches_its_unit(cast, world, confidential):
    assert sees(world.officer, confidential)
    assert sees(cast.actor(Role.HEAD), confidential)
    assert sees(cast.actor(Role.MANAGER), confidential)
    assert sees(cast.actor(Role.AUDITOR), confidential)
    assert not sees(cast.actor(Role.OFFICER, name="同事"), confidential)
    assert not sees(cast.actor(Role.HEAD, unit="other_section"), confidential)
    assert not sees(cast.actor(Role.VIEWER), confidential)
    assert not sees(cast.actor(Role.ADMIN), confidential)


def test_whoever_took_part_in_a_confidential_meeting_sees_it(cast, world):
    colleague = cast.actor(Role.OFFICER, unit="other_section", name="同去的人")
    draft = MeetingDraft(
        enterprises=(world.sinopharm.id,),
        text="x",
        is_confidential=True,
        ours=(colleague.person_id,),
        follow_ups=(FollowUpRow(text="y"),),
    )
    assert sees(colleague, service.log(world.officer, draft))


def test_the_owner_of_a_promise_sees_it_without_the_confidential_meeting_behind_it(cast, world):
    owner = cast.actor(Role.OFFICER, unit="other_section", name="承办人")
    row = FollowUpRow(text="y", owner_id=owner.person_id)
    draft = MeetingDraft(enterprises=(world.sinopharm.id,), text="x", is_confidential=True, follow_ups=(row,))
    meeting = service.log(world.officer, draft)
    assert queries.follow_ups.get(owner, meeting.follow_ups[0].id).text == "y"
    assert queries.meetings.find(owner, meeting.id) is None
    browser = cast.client(Role.OFFICER, unit="other_section", name="承办人")
    assert browser.get(f"/follow-ups/{meeting.follow_ups[0].id}").status_code == 200


@pytest.mark.parametrize("disclosure", ["masked", "team"])
def test_a_meeting_is_as_confidential_as_its_strictest_project(cast, world, disclosure):
    hidden = projects.create(
        world.officer,
        ProjectDraft(name_zh="某项目", enterprise_id=world.rainbow.id, disclosure=disclosure, codename="春晓"),
    )
    outsider = cast.actor(Role.OFFICER, unit="other_section", name="局外人")
    row = FollowUpRow(text="y", owner_id=outsider.person_id)
    draft = MeetingDraft(
        enterprises=(world.rainbow.id,), projects=(world.park.id, hidden.id), text="x", follow_ups=(row,)
    )
    meeting = service.log(world.officer, draft)
    assert sees(world.officer, meeting)
    assert sees(cast.actor(Role.MANAGER), meeting)
    assert not sees(outsider, meeting)
    assert queries.due_follow_ups(outsider, TODAY + timedelta(days=30)) == []
    browser = cast.client(Role.OFFICER, unit="other_section", name="局外人")
    for address in (
        f"/meetings/{meeting.id}",
        f"/meetings/{meeting.id}/edit",
        f"/follow-ups/{meeting.follow_ups[0].id}",
    ):
        assert browser.get(address).status_code == 404
    assert "某项目" not in browser.get(f"/meetings/?project={hidden.id}").text


def test_a_hidden_project_cannot_be_picked(cast, world):
    hidden = projects.create(
        world.officer,
        ProjectDraft(name_zh="某项目", enterprise_id=world.rainbow.id, disclosure="team", codename="春晓"),
    )
    outsider = cast.client(Role.OFFICER, unit="other_section")
    assert "某项目" not in outsider.get("/meetings/log/projects?q=某项目").text
    assert "某项目" not in outsider.get(f"/meetings/log?project={hidden.id}").text
    assert "于清明" not in outsider.get(f"/meetings/log/contacts?q=于清明&projects={hidden.id}&enterprises=999").text


def test_timelines_show_each_meeting_once_newest_first_and_page_backwards(world):
    for days in range(4):
        draft = MeetingDraft(
            enterprises=(world.sinopharm.id, world.rainbow.id),
            projects=(world.park.id,),
            text="x",
            title=f"{days}天前",
            day=TODAY - timedelta(days=days),
        )
        service.log(world.officer, draft)

    def titles(subject, before=None, limit=30):
        return [entry.title for entry in queries.timeline.of_meetings(world.officer, subject, before, limit)]

    group = Subject(enterprise_ids=(world.sinopharm.id, world.rainbow.id))
    newest_first = ["0天前", "1天前", "2天前", "3天前"]
    for subject in (group, Subject(enterprise_ids=(world.sinopharm.id,)), Subject(project_id=world.park.id)):
        assert titles(subject) == newest_first
        first = queries.timeline.of_meetings(world.officer, subject, None, 2)
        assert titles(subject, before=first[-1].at, limit=2) == ["2天前", "3天前"]


def test_timelines_say_what_became_of_a_promise(world, session):
    draft = MeetingDraft(projects=(world.park.id,), text="x", follow_ups=(FollowUpRow(text="寄资料"),))
    number = service.log(world.officer, draft).follow_ups[0].id
    subject = Subject(project_id=world.park.id)
    assert "To do by 2022-07-22" in str(queries.timeline.of_follow_ups(world.officer, subject, None, 5)[0].title)
    service.close(world.officer, number, CloseDraft(version=session.get(FollowUp, number).version))
    assert "Closed on 2022-07-15" in str(queries.timeline.of_follow_ups(world.officer, subject, None, 5)[0].title)
