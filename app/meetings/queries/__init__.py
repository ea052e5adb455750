"""Reading meetings and follow-ups: `queries.meetings` and `queries.follow_ups`, and what my desk asks for."""

from app.meetings.queries import (
    about,
    facts,
    follow_ups,
    histories,
    instructions,
    invitations,
    lights,
    meetings,
    people,
    promised,
    register,
    subjects,
    timeline,
)
from app.meetings.queries.follow_ups import count_overdue, count_submitted, due_follow_ups
from app.meetings.queries.meetings import my_week

__all__ = [
    "about",
    "count_overdue",
    "count_submitted",
    "due_follow_ups",
    "facts",
    "follow_ups",
    "histories",
    "instructions",
    "invitations",
    "lights",
    "meetings",
    "my_week",
    "people",
    "promised",
    "register",
    "subjects",
    "timeline",
]
