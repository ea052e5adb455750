"""What is late comes to owner, head and supervisor: each once, by working days, whatever days nothing ran."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.calendar.rules import Workdays
from app.kernel import clock
from app.kernel.periodic import PERIODIC_JOBS
from app.kernel.permissions import Role
from app.meetings import queries, service
from app.meetings.models import FollowUpEscalation, Rung
from app.meetings.rules.follow_ups import rungs
from app.meetings.schemas import DueDraft, FollowUpDraft, MeetingDraft, SubmitDraft
from app.notifications.models import Kind, Notification
from app.projects import queries as projects
from app.projects.models import Project
from app.projects.rules import Light

LIMITS = {Rung.SOON: 2, Rung.OWNER: 1, Rung.HEAD: 3, Rung.SUPERVISOR: 5}
FRIDAY = date(2022, 7, 15)


def at(day: date) -> datetime:
    """Nine in the morning at the park."""
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC)


@pytest.fixture
def people(cast, world):
    """Officer, the head of their unit, and the manager who supervises."""
    return world.officer, cast.actor(Role.HEAD), cast.actor(Role.MANAGER, unit="bureau", name="局领导")


@pytest.fixture
def promise(world, people):
    def made(**facts):
        known = {"text": "寄送投资指南", "enterprise_id": world.sinopharm.id, "due_on": FRIDAY} | facts
        return service.promise(world.officer, FollowUpDraft(**known))

    return made


def told(session) -> list[tuple[int, Kind]]:
    return sorted((row.user_id, row.kind) for row in session.scalars(select(Notification)))


def test_it_comes_to_owner_then_head_then_supervisor_each_once(session, promise, people):
    officer, head, manager = people
    promise(supervisor_id=manager.person_id)
    days, seen = Workdays(), []
    for count in range(8):
        now = at(days.after(FRIDAY, count))
        clock.freeze(now)
        service.escalate(now)
        assert service.escalate(now) == 0  # a second run the same day finds nothing
        seen.append(told(session))
    assert seen[0] == [(officer.id, Kind.DUE_SOON)]
    assert set(seen[1]) - set(seen[0]) == {(officer.id, Kind.OVERDUE)}
    assert seen[2] == seen[1]
    assert set(seen[3]) - set(seen[2]) == {(head.id, Kind.ESCALATED)}
    assert set(seen[5]) - set(seen[4]) == {(manager.id, Kind.ESCALATED)}
    assert seen[7] == seen[5]


def test_weekends_and_holidays_do_not_count(session, promise, people):
    officer, _, _ = people
    promise(due_on="2022-09-30")  # the Friday before the week of National Day
    for day in range(1, 8):
        service.escalate(at(date(2022, 10, day)))
    assert {kind for _, kind in told(session)} <= {Kind.DUE_SOON}
    service.escalate(at(date(2022, 10, 8)))  # a Saturday that is worked
    assert (officer.id, Kind.OVERDUE) in told(session)


def test_days_on_which_nothing_ran_are_caught_up_once(session, promise, people):
    officer, head, manager = people
    one = promise(supervisor_id=manager.person_id)
    now = at(FRIDAY + timedelta(40))
    assert service.escalate(now) == 3
    assert told(session) == sorted(
        [(officer.id, Kind.OVERDUE), (head.id, Kind.ESCALATED), (manager.id, Kind.ESCALATED)]
    )
    assert service.escalate(now + timedelta(1)) == 0
    assert [row.rung for row in queries.follow_ups.escalations(one)] == [1, 2, 3]


def test_another_day_begins_anew_and_what_is_submitted_comes_to_nobody(session, promise, people):
    officer, _, manager = people
    one = promise(supervisor_id=manager.person_id)
    service.escalate(at(date(2022, 7, 18)))
    moved = DueDraft(due_on="2022-07-29", reason="对方延期", version=one.version)
    service.postpone(officer, one.id, moved)
    assert service.escalate(at(date(2022, 7, 19))) == 0
    assert service.escalate(at(date(2022, 8, 1))) == 1
    service.submit(officer, one.id, SubmitDraft(version=one.version))
    assert service.escalate(at(date(2022, 9, 1))) == 0


def test_without_supervision_it_stops_at_the_head(session, promise, people):
    _, head, manager = people
    promise()
    service.escalate(at(date(2022, 9, 1)))
    assert (head.id, Kind.ESCALATED) in told(session)
    assert manager.id not in {user for user, _ in told(session)}


def test_who_may_not_see_it_is_not_told(cast, session, world, people):
    """What was agreed in confidence comes to the head of the unit only where their sight of it reaches."""
    _, head, _ = people
    other = cast.actor(Role.HEAD, unit="other_section")
    draft = MeetingDraft(enterprises=(world.sinopharm.id,), text="谈判", is_confidential=True)
    meeting = service.log(world.officer, draft)
    elsewhere = cast.actor(Role.OFFICER, unit="other_section", name="外科室")
    known = {"text": "测算", "meeting_id": meeting.id, "due_on": FRIDAY, "owner_id": elsewhere.person_id}
    service.promise(world.officer, FollowUpDraft(**known))
    service.escalate(at(date(2022, 9, 1)))
    users = {user for user, kind in told(session) if kind in {Kind.OVERDUE, Kind.ESCALATED}}
    assert elsewhere.id in users
    assert other.id not in users
    assert head.id not in users


def test_a_thousand_late_ones_take_as_many_statements_as_ten(session, promise, statements, people):
    counts = []
    for more in (5, 45):
        for number in range(more):
            promise(text=f"事项{number}")
        with statements() as ran:
            service.escalate(at(date(2022, 7, 18)))
        counts.append(len(ran))
    assert counts[1] <= counts[0]


def test_it_is_part_of_the_daily_work():
    assert PERIODIC_JOBS["follow_ups.escalate"].run is service.escalate


@given(st.integers(-60, 400), st.booleans(), st.integers(1, 60), st.integers(1, 60), st.integers(1, 60))
def test_rungs_grow_with_the_days_and_never_reach_a_supervisor_who_is_none(late, supervised, owner, head, supervisor):
    limits = {Rung.SOON: 2, Rung.OWNER: owner, Rung.HEAD: head, Rung.SUPERVISOR: supervisor}
    now, later = (rungs(days, limits, supervised=supervised) for days in (late, late + 1))
    assert now - {Rung.SOON} <= later
    assert (Rung.SUPERVISOR in now) == (supervised and late >= supervisor)
    assert (Rung.SOON in now) == (-2 <= late <= 0)


def test_a_supervised_one_that_is_late_turns_the_light_red_until_it_is_submitted(session, world, promise, people):
    officer, _, manager = people
    one = promise(project_id=world.park.id, supervisor_id=manager.person_id)
    promise(project_id=world.park.id)  # late too, but nobody supervises it
    clock.freeze(at(date(2022, 7, 17)))  # Sunday: due on Friday is not late
    assert projects.signals([world.park.id])[world.park.id].light is Light.GREEN
    clock.freeze(at(date(2022, 7, 18)))
    signal = projects.signals([world.park.id])[world.park.id]
    assert (signal.light, [reason.code for reason in signal.reasons]) == (Light.RED, ["supervised"])
    assert session.scalars(select(Project.id).where(projects.light_clause(Light.RED))).all() == [world.park.id]
    service.submit(officer, one.id, SubmitDraft(version=one.version))
    assert projects.signals([world.park.id])[world.park.id].light is Light.GREEN


def test_no_light_tells_of_what_was_agreed_in_confidence(world, promise, people):
    _, _, manager = people
    draft = MeetingDraft(
        enterprises=(world.sinopharm.id,), projects=(world.park.id,), text="谈判", is_confidential=True
    )
    meeting = service.log(world.officer, draft)
    promise(enterprise_id=None, meeting_id=meeting.id, supervisor_id=manager.person_id)
    clock.freeze(at(date(2022, 7, 18)))
    assert projects.signals([world.park.id])[world.park.id].light is Light.GREEN


def test_every_rung_is_kept_once_in_the_database(session, promise, people):
    one = promise()
    service.escalate(at(date(2022, 9, 1)))
    service.escalate(at(date(2022, 9, 2)))
    rows = session.scalars(select(FollowUpEscalation).where(FollowUpEscalation.follow_up_id == one.id)).all()
    assert sorted(row.rung for row in rows) == [Rung.OWNER, Rung.HEAD]
