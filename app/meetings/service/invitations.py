"""Who is told that a meeting is planned, or that it does not take place: our participants who sign in."""

from app.kernel import clock
from app.kernel.permissions import Actor
from app.meetings import queries
from app.meetings.models import Meeting
from app.notifications import service as notifications
from app.notifications.models import Kind


def invite(actor: Actor, meeting: Meeting) -> None:
    """Inside a command: tell those who take part in a planned meeting, but not whoever plans it."""
    starts = clock.local(meeting.starts_at)
    when = meeting.starts_at if meeting.has_time else starts.date()
    notifications.notify(
        Kind.INVITED, _participants(meeting), "meetings", meeting.id, by=actor, starts_at=when, place=meeting.place
    )


def call_off(actor: Actor, meeting: Meeting, reason: str) -> None:
    """Inside a command: tell them that it does not take place, and why."""
    notifications.notify(Kind.CANCELLED, _participants(meeting), "meetings", meeting.id, by=actor, reason=reason)


def _participants(meeting: Meeting) -> list[int]:
    return list(queries.people.users_among([ours.person_id for ours in meeting.ours]))
