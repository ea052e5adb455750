"""Invitations by mail, from the command to the mail server, read back by another reader of calendars."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.jobs import service as jobs
from app.kernel import clock
from app.kernel.permissions import Role
from app.meetings import service
from app.meetings.schemas import CancelDraft, MeetingChange, MeetingDraft
from tests.agenda.reader import events, instant, parse
from tests.support.post import post_office

DAY = date(2022, 7, 20)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def office(app, session):
    with post_office(app) as found:
        yield found


@pytest.fixture
def colleague(cast, session, world):
    user = cast.user(Role.OFFICER, name="同事")
    user.email = "colleague@example.cn"
    session.commit()
    return cast.actor(Role.OFFICER, name="同事")


@pytest.fixture
def other(cast, session, world):
    user = cast.user(Role.OFFICER, name="另一位")
    user.email = "other@example.cn"
    session.commit()
    return cast.actor(Role.OFFICER, name="另一位")


def facts(world, *people, **more):
    known = {
        "title": "洽谈",
        "projects": (world.park.id,),
        "text": "准备",
        "day": DAY,
        "time": time(15),
        "place": "三楼",
    }
    return known | {"ours": (world.officer.person_id, *(one.person_id for one in people))} | more


def plan(world, *people, **more):
    return service.log(world.officer, MeetingDraft(**facts(world, *people, **more)))


def change(world, meeting, *people, **more):
    return service.change(
        world.officer, meeting.id, MeetingChange(**facts(world, *people, **more), version=meeting.version)
    )


def run():
    clock.freeze(clock.now() + MINUTE)
    jobs.run_due()
    jobs.dispatch()


def appointments(letter):
    """Method of the part, the calendar in it, and its one event."""
    found = []
    for part in letter.walk():
        if part.get_content_type() == "text/calendar":
            calendar = parse(part.get_payload(decode=True))
            (event,) = events(calendar)
            assert calendar.values["METHOD"] == part.get_param("method")
            found.append((part.get_param("method"), calendar, event))
    return found


def only(letter):
    (found,) = appointments(letter)
    return found


def test_an_invitation_brings_the_appointment_at_the_parks_hour(world, office, colleague):
    meeting = plan(world, colleague, ends=time(16, 30))
    run()
    (letter,) = office.letters
    method, calendar, event = only(letter)
    assert (letter["To"], method) == ("colleague@example.cn", "REQUEST")
    assert letter.get_content_type() == "multipart/alternative"
    assert instant(calendar, event, "DTSTART") == datetime(2022, 7, 20, 7, tzinfo=UTC)
    assert instant(calendar, event, "DTEND") == datetime(2022, 7, 20, 8, 30, tzinfo=UTC)
    assert (event.text("SUMMARY"), event.text("LOCATION"), event.values["STATUS"]) == ("洽谈", "三楼", "CONFIRMED")
    assert event.values["URL"] == f"https://crm.example.cn/meetings/{meeting.id}"
    assert event.values["ORGANIZER"] == "mailto:luodi@example.cn"
    assert event.values["ATTENDEE"] == "mailto:colleague@example.cn"


def test_change_and_cancellation_are_about_the_same_appointment_and_come_after_it(world, office, colleague):
    meeting = plan(world, colleague)
    run()
    meeting = change(world, meeting, colleague, time=time(16))
    run()
    service.cancel(world.officer, meeting.id, CancelDraft(reason="对方改期", version=meeting.version))
    run()
    told = [only(letter) for letter in office.letters]
    assert [method for method, _, _ in told] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({event.values["UID"] for _, _, event in told}) == 1
    sequences = [int(event.values["SEQUENCE"]) for _, _, event in told]
    assert sequences == sorted(set(sequences))
    _, calendar, moved = told[1]
    assert instant(calendar, moved, "DTSTART") == datetime(2022, 7, 20, 8, tzinfo=UTC)
    assert told[2][2].values["STATUS"] == "CANCELLED"
    assert office.subjects()[1:] == ["“洽谈”的时间或地点有变", "“洽谈”已取消"]


def test_it_is_the_same_appointment_as_the_one_on_the_page(cast, world, office, colleague):
    meeting = plan(world, colleague)
    run()
    page = cast.client(Role.OFFICER, name="同事").get(f"/calendar/meetings/{meeting.id}/ics")
    (shown,) = events(parse(page.data))
    _, _, event = only(office.letters[0])
    assert [event.values[name] for name in ("UID", "SEQUENCE")] == [shown.values[name] for name in ("UID", "SEQUENCE")]


def test_who_comes_is_invited_who_leaves_takes_it_out_and_who_stays_hears_nothing(world, office, colleague, other):
    meeting = plan(world, colleague)
    run()
    meeting = change(world, meeting, colleague, other, topics="用地")
    run()
    change(world, meeting, other, topics="用地")
    run()
    told = [(letter["To"], only(letter)[0]) for letter in office.letters]
    assert told == [
        ("colleague@example.cn", "REQUEST"),
        ("other@example.cn", "REQUEST"),
        ("colleague@example.cn", "CANCEL"),
    ]


def test_of_a_confidential_meeting_the_calendar_learns_the_time_only(world, office, colleague):
    plan(world, colleague, is_confidential=True)
    run()
    _, calendar, event = only(office.letters[0])
    assert (event.text("SUMMARY"), event.text("LOCATION"), "URL" in event.values) == ("已有安排", "", False)
    assert instant(calendar, event, "DTSTART") == datetime(2022, 7, 20, 7, tzinfo=UTC)
    assert "洽谈" not in str(calendar)


def test_who_may_not_see_it_gets_neither_letter_nor_appointment(session, world, office, colleague):
    plan(world, colleague)
    session.merge(world.park).disclosure = "team"
    session.commit()
    run()
    assert office.letters == []


def test_a_summary_brings_each_appointment_as_a_file_of_its_own(world, office, colleague):
    for hour in range(9, 15):
        plan(world, colleague, time=time(hour))
    run()
    (letter,) = office.letters
    assert len(appointments(letter)) == 6
    assert [part.get_filename() for part in letter.iter_attachments()][:2] == ["luodi-1.ics", "luodi-2.ics"]


def test_a_day_without_an_hour_is_a_whole_day(world, office, colleague):
    plan(world, colleague, time=None)
    run()
    _, _, event = only(office.letters[0])
    assert (event.values["DTSTART"], event.parameters["DTSTART"]) == ("20220720", {"VALUE": "DATE"})
