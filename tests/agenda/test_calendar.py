"""The calendar: what it shows to whom, on pages and to other calendars."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import select

from app.activities import service as activities
from app.activities.schemas import ActivityDraft
from app.agenda import queries, service
from app.agenda.models import CalendarFeed
from app.agenda.queries import AgendaFilters, days
from app.agenda.rules import Kind, Whose
from app.kernel import clock
from app.kernel.errors import NotFound
from app.kernel.permissions import Role
from app.meetings import service as meetings
from app.meetings.schemas import CancelDraft, CloseDraft, FollowUpRow, MeetingChange, MeetingDraft
from app.projects import service as projects
from app.projects.models import Milestone
from app.projects.schemas import ProjectDraft
from tests.agenda.reader import events, instant, parse
from tests.support.forms import post, token

TODAY = date(2022, 7, 15)
FIRST, LAST = date(2022, 7, 1), date(2022, 7, 31)


@pytest.fixture
def browser(cast, world):
    return cast.client(Role.OFFICER, name="段若溪")


def plan(world, **more):
    draft = {
        "projects": (world.park.id,),
        "text": "准备",
        "day": date(2022, 7, 20),
        "time": "14:30",
        "title": "商谈投产",
    }
    return meetings.log(world.officer, MeetingDraft(**{**draft, **more}))


def tour(world, **more):
    draft = {"title": "赴上海招商", "kind": "tour", "begins_on": date(2022, 7, 20), "ends_on": date(2022, 7, 22)}
    return activities.create(world.officer, ActivityDraft(**{**draft, "people": (world.leader.id,), **more}))


def titles(actor, **filters):
    return {entry.title for entry in queries.entries(actor, AgendaFilters(**filters), FIRST, LAST)}


def test_meetings_follow_ups_due_and_planned_milestones_stand_on_their_days(world, session):
    plan(world, follow_ups=(FollowUpRow(text="寄资料", due_on=date(2022, 7, 22)),))
    session.add(Milestone(project_id=world.park.id, kind="contract", planned_on=date(2022, 7, 29)))
    session.commit()
    found = queries.entries(world.officer, AgendaFilters(), FIRST, LAST)
    assert {(entry.kind, entry.title, entry.day) for entry in found} == {
        (Kind.MEETING, "商谈投产", date(2022, 7, 20)),
        (Kind.FOLLOW_UP, "寄资料", date(2022, 7, 22)),
        (Kind.MILESTONE, "医药健康产业园", date(2022, 7, 29)),
    }
    assert titles(world.officer, kind=Kind.MILESTONE) == {"医药健康产业园"}


def test_what_is_settled_archived_or_of_another_month_is_not_there(world):
    meeting = plan(world, follow_ups=(FollowUpRow(text="寄资料", due_on=date(2022, 7, 22)),))
    step = meeting.follow_ups[0]
    meetings.close(world.officer, step.id, CloseDraft(version=step.version))
    plan(world, title="下月", day=date(2022, 8, 1))
    gone = plan(world, title="收起")
    meetings.archive(world.officer, gone.id, gone.version)
    assert titles(world.officer) == {"商谈投产"}


def test_mine_my_unit_all_a_person_and_a_unit(world, cast):
    plan(world, ours=(world.leader.id, world.officer.person_id))
    colleague, outsider = cast.actor(Role.OFFICER, name="同事"), cast.actor(Role.OFFICER, unit="other_section")
    assert titles(colleague) == titles(outsider, whose=Whose.UNIT) == set()
    assert titles(colleague, whose=Whose.UNIT) == titles(outsider, whose=Whose.ALL) == {"商谈投产"}
    assert titles(outsider, person=world.leader.id) == titles(outsider, unit=world.officer.unit_id) == {"商谈投产"}
    assert titles(outsider, person=colleague.person_id) == titles(outsider, unit=outsider.unit_id) == set()


def test_a_confidential_meeting_of_somebody_is_time_taken_for_who_may_not_see_it(world, cast):
    plan(world, ours=(world.leader.id,), is_confidential=True)
    outsider = cast.actor(Role.OFFICER, unit="other_section")
    assert titles(outsider, whose=Whose.ALL) == set()
    (busy,) = queries.entries(outsider, AgendaFilters(person=world.leader.id), FIRST, LAST)
    assert (busy.title, busy.place, busy.endpoint, busy.id, busy.day) == ("", "", "", 0, date(2022, 7, 20))
    assert busy.starts == datetime(2022, 7, 20, 6, 30, tzinfo=UTC)
    page = cast.client(Role.OFFICER, unit="other_section").get(f"/calendar/?person={world.leader.id}&day=2022-07-15")
    assert "已有安排" in page.text
    assert "商谈投产" not in page.text


def test_what_belongs_to_a_hidden_project_leaves_no_trace(world, cast, session):
    enterprise = {"name_zh": "某项目", "enterprise_id": world.sinopharm.id, "disclosure": "team", "codename": "云杉"}
    secret = projects.create(world.officer, ProjectDraft(**enterprise))
    session.add(Milestone(project_id=secret.id, kind="contract", planned_on=date(2022, 7, 29)))
    session.commit()
    meeting = plan(
        world, projects=(secret.id,), ours=(world.leader.id,), is_confidential=True, follow_ups=(FollowUpRow(text="x"),)
    )
    stranger = cast.actor(Role.HEAD, name="同科室的人")
    for filters in ({"whose": Whose.ALL}, {"person": world.leader.id}, {"unit": world.officer.unit_id}):
        assert titles(stranger, **filters) == set()
    with pytest.raises(NotFound):
        queries.one_meeting(stranger, meeting.id)
    assert queries.of_leaders(stranger, FIRST, LAST) == []
    assert len(queries.entries(world.officer, AgendaFilters(), FIRST, LAST)) == 3


def test_an_activity_stands_on_each_of_its_days_for_who_wrote_it_down_and_who_takes_part(world, cast, browser):
    tour(world)
    gone = tour(world, title="收起的")
    activities.archive(world.officer, gone.id, gone.version)
    colleague = cast.actor(Role.OFFICER, name="同事")
    assert titles(world.officer) == titles(colleague, person=world.leader.id) == {"赴上海招商"}
    assert titles(colleague) == titles(world.officer, kind=Kind.MEETING) == set()
    laid = queries.laid_out(colleague, AgendaFilters(unit=world.officer.unit_id), date(2022, 7, 19), LAST, 4)
    assert [day for day, here in laid.items() if here.entries] == [date(2022, 7, number) for number in (20, 21, 22)]
    page = browser.get("/calendar/?view=day&day=2022-07-21").text
    assert "第 2 天，共 3 天" in page
    assert "赴上海招商" in browser.get("/calendar/leaders?day=2022-07-20").text


def test_a_confidential_activity_of_somebody_is_time_taken_unless_it_is_about_a_hidden_project(world, cast):
    tour(world, is_confidential=True)
    stranger = cast.actor(Role.OFFICER, unit="other_section")
    assert titles(stranger, whose=Whose.ALL) == set()
    (busy,) = queries.entries(stranger, AgendaFilters(person=world.leader.id), FIRST, LAST)
    assert (busy.title, busy.endpoint, busy.id, busy.ends_on) == ("", "", 0, date(2022, 7, 22))
    draft = {"name_zh": "某项目", "enterprise_id": world.sinopharm.id, "disclosure": "team", "codename": "云杉"}
    secret = projects.create(world.officer, ProjectDraft(**draft))
    tour(world, title="为云杉", is_confidential=True, leads=(secret.id,))
    met = plan(world, projects=(secret.id,))
    tour(world, title="与云杉", is_confidential=True, meetings=(met.id,))
    assert len(queries.entries(stranger, AgendaFilters(person=world.leader.id), FIRST, LAST)) == 1
    assert queries.of_leaders(stranger, FIRST, LAST) == []


def test_a_day_shows_a_few_of_each_kind_and_counts_the_rest(browser, world):
    for number in range(3):
        plan(world, title=f"第{number}次", follow_ups=(FollowUpRow(text=f"事项{number}", due_on=date(2022, 7, 20)),))
    day = date(2022, 7, 20)
    found = queries.laid_out(world.officer, AgendaFilters(), FIRST, LAST, 4)[day]
    assert [entry.kind for entry in found.entries] == [Kind.MEETING] * 3 + [Kind.FOLLOW_UP]
    assert (found.more, found.is_cut) == (2, False)
    page = browser.get("/calendar/?day=2022-07-20").text
    assert "另有2项" in page
    more = re.search(r'class="agenda-more" href="([^"]+)"', page)
    assert more
    assert "事项2" not in page
    assert "事项2" in browser.get(unescape(more[1])).text


def test_a_day_with_more_than_is_counted_says_so(browser, world, monkeypatch):
    monkeypatch.setattr(days, "_COUNTED", 6)
    for number in range(8):
        plan(world, title=f"第{number}次")
    assert queries.laid_out(world.officer, AgendaFilters(), FIRST, LAST, 4)[date(2022, 7, 20)].more == 2
    assert "另有 2 项或更多" in browser.get("/calendar/?day=2022-07-20").text


@pytest.mark.parametrize("view", ["month", "week", "agenda", "day"])
def test_each_view_costs_the_same_however_much_it_shows(browser, world, statements, view):
    def cost():
        with statements() as ran:
            page = browser.get(f"/calendar/?view={view}&day=2022-07-20")
        assert page.status_code == 200
        return len(ran)

    plan(world, follow_ups=(FollowUpRow(text="y", due_on=date(2022, 7, 20)),))
    cost()  # the first page of a visit notes that somebody was here
    few = cost()
    for number in range(20):
        plan(world, title=f"第{number}次", follow_ups=(FollowUpRow(text="y", due_on=date(2022, 7, 20)),))
    assert cost() <= few
    page = browser.get(f"/calendar/?view={view}&day=2022-07-20").text
    assert "第1次" in page


def test_the_week_of_the_leaders_names_them_in_protocol_order(browser, world):
    plan(world, ours=(world.officer.person_id, world.leader.id), place="管委会")
    plan(world, title="没有领导", ours=(world.officer.person_id,))
    gone = plan(world, title="取消的", ours=(world.leader.id,))
    meetings.cancel(world.officer, gone.id, CancelDraft(reason="改期", version=gone.version))
    page = browser.get("/calendar/leaders?day=2022-07-20").text
    for said in ("商谈投产", "段景川", "14:30", "管委会"):
        assert said in page
    for unsaid in ("没有领导", "取消的"):
        assert unsaid not in page
    assert "商谈投产" not in browser.get("/calendar/leaders?day=2022-07-27").text


def test_the_file_of_a_meeting_says_when_it_is_and_keeps_its_name_when_it_moves(browser, world):
    meeting = plan(world, ends="16:00", place="管委会，三楼；东")
    page = f"/calendar/meetings/{meeting.id}/ics"
    answer = browser.get(page)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    first = parse(answer.data)
    (event,) = events(first)
    assert first.values["METHOD"] == "PUBLISH"
    assert instant(first, event, "DTSTART") == datetime(2022, 7, 20, 6, 30, tzinfo=UTC)
    assert instant(first, event, "DTEND") == datetime(2022, 7, 20, 8, 0, tzinfo=UTC)
    assert (event.text("SUMMARY"), event.text("LOCATION")) == ("商谈投产", "管委会，三楼；东")
    change = MeetingChange(
        projects=(world.park.id,), text="x", day=date(2022, 7, 21), time="09:00", version=meeting.version
    )
    moved = meetings.change(world.officer, meeting.id, change)
    again = parse(browser.get(page).data)
    (later,) = events(again)
    assert later.values["UID"] == event.values["UID"]
    assert int(later.values["SEQUENCE"]) > int(event.values["SEQUENCE"])
    assert instant(again, later, "DTSTART") == datetime(2022, 7, 21, 1, 0, tzinfo=UTC)
    meetings.cancel(world.officer, meeting.id, CancelDraft(reason="改期", version=moved.version))
    ended = parse(browser.get(page).data)
    (cancelled,) = events(ended)
    assert (ended.values["METHOD"], cancelled.values["STATUS"]) == ("CANCEL", "CANCELLED")
    assert cancelled.values["UID"] == event.values["UID"]
    assert int(cancelled.values["SEQUENCE"]) > int(later.values["SEQUENCE"])


def test_a_meeting_without_an_hour_is_a_day_in_another_calendar(browser, world):
    meeting = plan(world, time=None)
    (event,) = events(parse(browser.get(f"/calendar/meetings/{meeting.id}/ics").data))
    assert (event.values["DTSTART"], event.values["DTEND"]) == ("20220720", "20220721")
    assert event.parameters["DTSTART"] == {"VALUE": "DATE"}


def feed_of(actor, client):
    return client.get(f"/calendar/feed/{service.open_feed(actor)}.ics")


def test_a_feed_tells_its_person_s_own_and_nothing_confidential(world, client):
    plan(world, follow_ups=(FollowUpRow(text="寄资料", due_on=date(2022, 7, 22)),))
    plan(world, title="机密商谈", place="秘密地点", is_confidential=True, follow_ups=(FollowUpRow(text="保密事项"),))
    plan(world, title="别人的", ours=(world.leader.id,))
    tour(world)
    tour(world, title="秘密出访", is_confidential=True)
    answer = feed_of(world.officer, client)
    found = events(parse(answer.data))
    told = {(event.text("SUMMARY"), event.values["TRANSP"]) for event in found}
    assert ("商谈投产", "OPAQUE") in told
    assert ("寄资料", "TRANSPARENT") in told
    assert ("已有安排", "OPAQUE") in told
    away = next(event for event in found if event.text("SUMMARY") == "赴上海招商")
    assert (away.values["DTSTART"], away.values["DTEND"], away.values["TRANSP"]) == ("20220720", "20220723", "OPAQUE")
    for unsaid in ("机密商谈", "秘密地点", "保密事项", "秘密出访"):
        assert unsaid not in answer.text.replace("\r\n ", "")


def test_an_address_that_is_revoked_replaced_wrong_or_of_who_has_left_reads_nothing(world, client, session):
    first = service.open_feed(world.officer)
    second = service.open_feed(world.officer)
    assert session.scalars(select(CalendarFeed.token_digest)).one() not in (first, second)
    assert client.get(f"/calendar/feed/{first}.ics").status_code == 404
    assert client.get(f"/calendar/feed/{second}.ics").status_code == 200
    assert client.get("/calendar/feed/wrong.ics").status_code == 404
    service.close_feed(world.officer)
    assert client.get(f"/calendar/feed/{second}.ics").status_code == 404


def test_the_address_is_shown_once_and_taken_back(browser, client, session):
    page = "/calendar/subscription"
    made = browser.post(page, data={"csrf_token": token(browser)})
    address = made.text.split('id="feed-address"')[1].split('value="')[1].split('"')[0]
    assert "/calendar/feed/" in address
    assert address not in browser.get(page).text
    assert client.get(address).status_code == 200
    assert post(browser, f"{page}/end", page=page).status_code == 303
    assert client.get(address).status_code == 404


def test_a_feed_is_asked_for_so_often_and_no_more(world, client):
    token = service.open_feed(world.officer)
    answers = [client.get(f"/calendar/feed/{token}.ics").status_code for _ in range(40)]
    assert answers[0] == 200
    assert 429 in answers


def test_filters_that_make_no_sense_are_left_out(browser):
    page = browser.get("/calendar/?view=year&day=2022-02-30&person=x&kind=war")
    assert page.status_code == 200
    assert clock.today() == TODAY
    assert "2022年7月" in page.text
    assert browser.get("/calendar/?day=" + (TODAY + timedelta(days=400)).isoformat()).status_code == 200
