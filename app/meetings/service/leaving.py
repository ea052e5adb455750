"""Handing over what somebody who leaves still has to do: open follow-ups and planned meetings."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.audit import service as audit
from app.kernel import clock
from app.kernel.db import db
from app.kernel.leaving import ON_LEAVE, Belonging, Belongings, Colleague, take_place
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.meetings import queries, rules
from app.meetings.models import PENDING, FollowUp, Meeting, MeetingOurs, MeetingStatus

_STILL_OPEN = and_(FollowUp.status.in_(PENDING), FollowUp.archived_at.is_(None))


def _open_ones(leaver: Colleague) -> ColumnElement[bool]:
    return and_(FollowUp.owner_id == leaver.person_id, _STILL_OPEN)


def _supervised_ones(leaver: Colleague) -> ColumnElement[bool]:
    return and_(FollowUp.supervisor_id == leaver.person_id, _STILL_OPEN)


def _count_follow_ups(leaver: Colleague) -> int:
    return _counted(_open_ones(leaver))


def _count_supervised(leaver: Colleague) -> int:
    return _counted(_supervised_ones(leaver))


def _counted(which: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count(FollowUp.id)).where(which)) or 0


def _shown_follow_ups(actor: Actor, leaver: Colleague) -> Sequence[Belonging]:
    return _shown(actor, _open_ones(leaver))


def _shown_supervised(actor: Actor, leaver: Colleague) -> Sequence[Belonging]:
    return _shown(actor, _supervised_ones(leaver))


def _shown(actor: Actor, which: ColumnElement[bool]) -> Sequence[Belonging]:
    found = queries.follow_ups.visible_to(actor).where(which).order_by(FollowUp.due_on, FollowUp.id)
    return [
        Belonging(one.text, "follow_ups.show", {"follow_up_id": one.id}, one.due_on.isoformat())
        for one in db.session.scalars(found)
    ]


def _move_follow_ups(actor: Actor, leaver: Colleague, heir: Colleague) -> int:
    """The work goes to the heir and their unit; the day on which it is due, and the first one, stay."""
    found = db.session.scalars(select(FollowUp).where(_open_ones(leaver)).order_by(FollowUp.id)).all()
    for follow_up in found:
        follow_up.owner_id, follow_up.unit_id = heir.person_id, heir.unit_id
        audit.record(actor, "follow_up.hand_over", follow_up)
    return len(found)


def _move_supervised(actor: Actor, leaver: Colleague, heir: Colleague) -> int:
    """The heir closes what the leaver supervised."""
    found = db.session.scalars(select(FollowUp).where(_supervised_ones(leaver)).order_by(FollowUp.id)).all()
    for follow_up in found:
        follow_up.supervisor_id = heir.person_id
        audit.record(actor, "follow_up.hand_over", follow_up)
    return len(found)


def _planned(leaver: Colleague) -> ColumnElement[bool]:
    takes_part = select(MeetingOurs.meeting_id).where(MeetingOurs.person_id == leaver.person_id)
    is_theirs = or_(Meeting.logged_by_id == leaver.user_id, Meeting.id.in_(takes_part))
    return and_(Meeting.status == MeetingStatus.PLANNED, Meeting.archived_at.is_(None), is_theirs)


def _count_meetings(leaver: Colleague) -> int:
    return db.session.scalar(select(func.count(Meeting.id)).where(_planned(leaver))) or 0


def _shown_meetings(actor: Actor, leaver: Colleague) -> Sequence[Belonging]:
    found = queries.meetings.visible_to(actor).where(_planned(leaver)).order_by(Meeting.starts_at, Meeting.id)
    return [
        Belonging(one.title, "meetings.show", {"meeting_id": one.id}, clock.local(one.starts_at).date().isoformat())
        for one in db.session.scalars(found)
    ]


def _move_meetings(actor: Actor, leaver: Colleague, heir: Colleague) -> int:
    """What is planned goes on with the heir in the leaver's place; what was held stays as it was."""
    found = db.session.scalars(select(Meeting).where(_planned(leaver)).order_by(Meeting.id)).all()
    for meeting in found:
        if meeting.logged_by_id == leaver.user_id:
            meeting.logged_by_id = heir.user_id
        if take_place(meeting.ours, leaver, heir):
            meeting.search = rules.also_found_by(meeting.search, heir.name)
        audit.record(actor, "meeting.hand_over", meeting, ours=[ours.person_id for ours in meeting.ours])
    return len(found)


ON_LEAVE.plug("follow_ups")(
    Belongings(
        label=Message("Open follow-ups"),
        icon="checkbox",
        count=_count_follow_ups,
        shown=_shown_follow_ups,
        move=_move_follow_ups,
    )
)
ON_LEAVE.plug("supervised_follow_ups")(
    Belongings(
        label=Message("Supervised follow-ups"),
        icon="eye",
        count=_count_supervised,
        shown=_shown_supervised,
        move=_move_supervised,
    )
)
ON_LEAVE.plug("meetings")(
    Belongings(
        label=Message("Planned meetings"),
        icon="calendar-event",
        count=_count_meetings,
        shown=_shown_meetings,
        move=_move_meetings,
    )
)
