"""Who is told that a meeting is planned, moved, or does not take place: our participants who sign in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from app.kernel import clock
from app.kernel.permissions import Actor
from app.meetings import queries
from app.meetings.models import Meeting, MeetingStatus
from app.notifications import service as notifications
from app.notifications.models import Kind


@dataclass(frozen=True)
class Planned:
    """What those who take part were told of a meeting: who they are, when it is and where. Nobody of a held one."""

    people: frozenset[int]
    when: tuple[datetime, datetime | None, bool]
    place: str

    @classmethod
    def of(cls, meeting: Meeting) -> "Planned":
        is_planned = meeting.status is MeetingStatus.PLANNED
        people = frozenset(ours.person_id for ours in meeting.ours) if is_planned else frozenset()
        return cls(people, (meeting.starts_at, meeting.ends_at, meeting.has_time), meeting.place)


def invite(actor: Actor, meeting: Meeting) -> None:
    """Inside a command: tell those who take part in a planned meeting, but not whoever plans it."""
    _tell(actor, Kind.INVITED, meeting, Planned.of(meeting).people)


def tell_of_change(actor: Actor, meeting: Meeting, before: Planned) -> None:
    """Inside a command: tell who has come to a planned meeting or left it, and the others of another time or place."""
    now = Planned.of(meeting)
    if not now.people:
        return
    _tell(actor, Kind.INVITED, meeting, now.people - before.people)
    users = queries.people.users_among(sorted(before.people - now.people))
    notifications.notify(Kind.UNINVITED, users, "meetings", meeting.id, by=actor)
    if (now.when, now.place) != (before.when, before.place):
        _tell(actor, Kind.MOVED, meeting, now.people & before.people)


def call_off(actor: Actor, meeting: Meeting, reason: str) -> None:
    """Inside a command: tell them that it does not take place, and why."""
    users = queries.people.users_among([ours.person_id for ours in meeting.ours])
    notifications.notify(Kind.CANCELLED, users, "meetings", meeting.id, by=actor, reason=reason)


def _tell(actor: Actor, kind: Kind, meeting: Meeting, people: Collection[int]) -> None:
    users = queries.people.users_among(sorted(people))
    notifications.notify(kind, users, "meetings", meeting.id, by=actor, starts_at=_when(meeting), place=meeting.place)


def _when(meeting: Meeting) -> datetime | date:
    return meeting.starts_at if meeting.has_time else clock.local(meeting.starts_at).date()
