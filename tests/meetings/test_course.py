"""The course of a meeting: a machine with laws, and what is done with it, on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from sqlalchemy import func, select

from app.accounts.models import User
from app.kernel import clock
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.permissions import Role
from app.kernel.settings import Practice
from app.meetings import queries, service
from app.meetings.models import Meeting, MeetingStatus
from app.meetings.rules import course
from app.meetings.schemas import AmendDraft, CancelDraft, FollowUpRow, HoldDraft, MeetingChange, MeetingDraft
from app.notifications.models import Kind, Notification
from tests.projects.practice import work_by

TODAY = date(2022, 7, 15)
PLANNED, HELD, CANCELLED = MeetingStatus.PLANNED, MeetingStatus.HELD, MeetingStatus.CANCELLED
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


class Course(RuleBasedStateMachine):
    """A meeting to which everything is tried at any time; `final_after` days its minutes are final by themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2022, 7, 15, 2, tzinfo=UTC)
        self.final_after = 0
        self.meeting = Meeting(starts_at=self.now + timedelta(days=3), has_time=True, status=PLANNED)
        self.told: list[MeetingStatus] = [PLANNED]

    def day(self) -> date:
        return clock.local(self.now).date()

    def become(self, status: MeetingStatus) -> None:
        before = self.meeting.status
        assert (before, status) in {(PLANNED, HELD), (PLANNED, CANCELLED), (before, before)}
        self.meeting.status = status

    def final(self) -> bool:
        return course.is_final(self.meeting, self.final_after, self.day())

    @rule(hours=st.integers(0, 24 * 9))
    def time_passes(self, hours: int) -> None:
        was_final = self.final()
        self.now += timedelta(hours=hours)
        assert self.final() or not was_final, "what is final stays final"

    @rule(hours=st.integers(-24 * 30, 24 * 30))
    def it_is_moved(self, hours: int) -> None:
        starts_at = self.now + timedelta(hours=hours)
        due = course.status_at(starts_at, self.now, has_time=True)
        if self.final():
            with pytest.raises(Conflict):
                course.check_not_final(self.meeting, self.final_after, self.day())
            return
        if self.meeting.status is HELD and due is PLANNED:
            with pytest.raises(Invalid):
                course.status_after(self.meeting.status, due)
            return
        self.become(course.status_after(self.meeting.status, due))
        self.meeting.starts_at = starts_at

    @rule()
    def it_is_held(self) -> None:
        may = self.meeting.status is PLANNED and self.meeting.starts_at <= self.now
        if not may:
            with pytest.raises(Conflict):
                course.check_may_hold(self.meeting, self.now)
            return
        course.check_may_hold(self.meeting, self.now)
        self.become(HELD)

    @rule()
    def it_is_cancelled(self) -> None:
        if self.meeting.status is not PLANNED:
            with pytest.raises(Conflict):
                course.check_may_cancel(self.meeting)
            return
        course.check_may_cancel(self.meeting)
        self.become(CANCELLED)

    @precondition(lambda self: self.meeting.status is HELD)
    @rule()
    def it_is_made_final(self) -> None:
        if not self.final():
            self.meeting.finalized_at = self.now
        assert self.final()

    @precondition(lambda self: self.meeting.finalized_at is None and not self.final())
    @rule(days=st.integers(0, 90))
    def the_office_changes_its_rule(self, days: int) -> None:
        self.final_after = days
        assert not self.final() or self.meeting.status is HELD, "only what was held has minutes"


TestCourse = Course.TestCase
TestCourse.settings = hypothesis_settings(max_examples=60, stateful_step_count=30, deadline=None)


@pytest.mark.parametrize(
    ("days", "every", "until", "found"),
    [
        (date(2022, 7, 15), "week", date(2022, 8, 5), [(7, 15), (7, 22), (7, 29), (8, 5)]),
        (date(2022, 7, 15), "fortnight", date(2022, 8, 5), [(7, 15), (7, 29)]),
        (date(2022, 8, 31), "month", date(2022, 11, 30), [(8, 31), (9, 30), (10, 31), (11, 30)]),
        (date(2022, 7, 15), "week", date(2022, 7, 14), []),
    ],
)
def test_visits_recur_until_a_day(days, every, until, found):
    assert list(course.visits(days, every, until)) == [date(2022, *day) for day in found]


@pytest.fixture
def strict(session):
    work_by(session, Practice.STRICT)


def plan(world, **more):
    day = TODAY + timedelta(days=5)
    draft = MeetingDraft(**{"projects": (world.park.id,), "text": "准备", "day": day, **more})
    return service.log(world.officer, draft)


def on_its_day(meeting):
    clock.freeze(meeting.starts_at + timedelta(hours=10))


def final_meeting(world):
    meeting = service.log(world.officer, MeetingDraft(projects=(world.park.id,), text="谈得很好"))
    return service.finalize(world.officer, meeting.id, meeting.version)


def test_a_meeting_of_a_later_hour_of_today_is_planned(world):
    assert plan(world, day=TODAY, time="18:00").status is PLANNED
    assert plan(world, day=TODAY, time="09:00").status is HELD
    assert plan(world, day=TODAY).status is HELD


def test_a_planned_meeting_is_held_with_what_was_said_and_agreed(world):
    meeting = plan(world)
    draft = HoldDraft(text="谈了", steps="寄投资指南 周五前\n\n@段景川 落实用地", version=meeting.version)
    with pytest.raises(Conflict):
        service.hold(world.officer, meeting.id, draft)
    on_its_day(meeting)
    service.hold(world.officer, meeting.id, draft)
    again = queries.meetings.get(world.officer, meeting.id)
    assert (again.status, again.text) == (HELD, "谈了")
    first, second = again.follow_ups
    assert (first.text, first.due_on, first.owner_id) == ("寄投资指南", date(2022, 7, 22), world.officer.person_id)
    assert (second.text, second.owner_id) == ("落实用地", world.leader.id)
    with pytest.raises(Conflict):
        service.hold(world.officer, meeting.id, HoldDraft(text="noch einmal", version=again.version))


def test_what_was_held_is_neither_cancelled_nor_moved_into_the_future(world):
    meeting = plan(world, day=TODAY)
    with pytest.raises(Conflict):
        service.cancel(world.officer, meeting.id, CancelDraft(reason="x", version=meeting.version))
    change = MeetingChange(projects=(world.park.id,), text="x", day=TODAY + timedelta(days=1), version=meeting.version)
    with pytest.raises(Invalid) as refused:
        service.change(world.officer, meeting.id, change)
    assert set(refused.value.fields) == {"day"}


def test_only_a_meeting_that_was_held_lets_a_project_have_met(world):
    meeting = plan(world)
    assert not queries.facts.has_met([world.park.id])
    service.cancel(world.officer, meeting.id, CancelDraft(reason="对方改期", version=meeting.version))
    assert not queries.facts.has_met([world.park.id])
    assert not queries.facts.last_meetings([world.park.id])


def test_final_minutes_change_no_more_and_are_amended_beside_themselves(world, cast):
    meeting = final_meeting(world)
    change = MeetingChange(projects=(world.park.id,), text="不同", version=meeting.version)
    with pytest.raises(Conflict):
        service.change(world.officer, meeting.id, change)
    with pytest.raises(Conflict):
        service.finalize(world.officer, meeting.id, meeting.version)
    amendment = AmendDraft(text="金额为3亿元", reason="笔误", is_confidential=True, version=meeting.version)
    with pytest.raises(Forbidden):
        service.amend(cast.actor(Role.OFFICER, name="别人"), meeting.id, amendment)
    service.amend(world.officer, meeting.id, amendment)
    again = queries.meetings.get(world.officer, meeting.id)
    assert again.text == "谈得很好"
    assert [(one.text, one.reason, one.by_id) for one in again.amendments] == [
        ("金额为3亿元", "笔误", world.officer.id)
    ]
    assert again.is_confidential
    with pytest.raises(Conflict):
        service.amend(world.officer, meeting.id, amendment)


def test_minutes_that_are_not_final_are_edited_not_amended(world):
    meeting = service.log(world.officer, MeetingDraft(projects=(world.park.id,), text="x"))
    with pytest.raises(Conflict):
        service.amend(world.officer, meeting.id, AmendDraft(text="y", reason="z", version=meeting.version))
    planned = plan(world)
    with pytest.raises(Conflict):
        service.finalize(world.officer, planned.id, planned.version)


def test_in_a_strict_office_minutes_are_final_a_week_after_the_meeting(world, strict):
    meeting = service.log(world.officer, MeetingDraft(projects=(world.park.id,), text="x"))
    change = MeetingChange(projects=(world.park.id,), text="y", version=meeting.version)
    service.change(world.officer, meeting.id, change)
    clock.freeze(clock.now() + timedelta(days=7))
    again = queries.meetings.get(world.officer, meeting.id)
    late = MeetingChange(projects=(world.park.id,), text="z", version=again.version)
    with pytest.raises(Conflict):
        service.change(world.officer, meeting.id, late)
    service.amend(world.officer, meeting.id, AmendDraft(text="z", reason="晚了", version=again.version))
    again = queries.meetings.get(world.officer, meeting.id)
    assert again.finalized_at
    assert clock.local(again.finalized_at).date() == TODAY + timedelta(days=7)


def test_each_visit_of_a_series_is_a_meeting_of_its_own(world, session):
    first = plan(world, repeats="week", until=TODAY + timedelta(days=30), follow_ups=(FollowUpRow(text="备料"),))
    visits = queries.about.series(world.officer, first)
    assert [clock.local(visit.starts_at).date() for visit in visits] == [
        TODAY + timedelta(days=days) for days in (5, 12, 19, 26)
    ]
    assert {visit.series_id for visit in visits} == {first.id}
    assert [len(visit.follow_ups) for visit in visits] == [1, 0, 0, 0]
    second = queries.meetings.get(world.officer, visits[1].id)
    service.cancel(world.officer, second.id, CancelDraft(reason="改期", following=True, version=second.version))
    session.expire_all()
    assert [visit.status for visit in queries.about.series(world.officer, first)] == [
        PLANNED,
        CANCELLED,
        CANCELLED,
        CANCELLED,
    ]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"repeats": "week", "day": TODAY, "until": TODAY + timedelta(days=30)}, "repeats"),
        ({"repeats": "week", "until": date(2030, 1, 1)}, "until"),
    ],
)
def test_too_many_visits_and_past_ones_do_not_recur(world, session, more, field):
    with pytest.raises(Invalid) as refused:
        plan(world, **more)
    assert set(refused.value.fields) == {field}
    assert session.scalar(select(func.count()).select_from(Meeting)) == 0


def test_nobody_learns_of_the_other_visits_what_they_may_not_see(world, cast):
    first = plan(world, is_confidential=True, repeats="week", until=TODAY + timedelta(days=30))
    stranger = cast.actor(Role.OFFICER, unit="other_section", name="外人")
    assert queries.about.series(stranger, first) == []
    with pytest.raises(NotFound):
        service.hold(stranger, first.id, HoldDraft(text="x", version=1))


def test_a_line_names_its_owner_and_its_day(world):
    rows = (FollowUpRow(text="寄投资指南 @djc 周一前"), FollowUpRow(text="推荐项目"))
    draft = MeetingDraft(projects=(world.park.id,), text="x", follow_ups=rows)
    first, second = service.understand(draft).follow_ups
    assert (first.text, first.owner_id, first.due_on) == ("寄投资指南", world.leader.id, date(2022, 7, 18))
    assert second == rows[1]
    shown = FollowUpRow(text=rows[0].text, seen=rows[0].text, owner_id=world.officer.person_id)
    assert service.understand(draft.model_copy(update={"follow_ups": (shown,)})).follow_ups == (shown,)


@pytest.mark.parametrize("line", ["寄资料 @没有的人", "寄资料 @段"])
def test_a_line_that_names_nobody_or_several_is_refused_at_its_place(world, line):
    draft = MeetingDraft(projects=(world.park.id,), text="x", follow_ups=(FollowUpRow(text=line),))
    with pytest.raises(Invalid) as refused:
        service.understand(draft)
    assert set(refused.value.fields) == {"follow_ups.0.text"}


def told(session, person):
    session.rollback()
    reading = select(Notification.kind).join(User, User.id == Notification.user_id).where(User.person_id == person)
    return list(session.scalars(reading.order_by(Notification.id)))


def test_who_takes_part_is_told_of_a_planned_meeting_and_that_it_is_cancelled(world, cast, session):
    colleague = cast.actor(Role.OFFICER, name="同事")
    meeting = plan(world, ours=(world.officer.person_id, colleague.person_id, world.leader.id))
    plan(world, day=TODAY, ours=(colleague.person_id,))
    assert told(session, colleague.person_id) == [Kind.INVITED]
    service.cancel(world.officer, meeting.id, CancelDraft(reason="改期", version=meeting.version))
    assert told(session, colleague.person_id) == [Kind.INVITED, Kind.CANCELLED]
    assert told(session, world.officer.person_id) == []
