"""Reading meetings and follow-ups: `queries.meetings` and `queries.follow_ups`, and what my desk asks for."""

from app.meetings.queries import (
    about,
    facts,
    follow_ups,
    histories,
    instructions,
    meetings,
    people,
    register,
    subjects,
    timeline,
)
from app.meetings.queries.follow_ups import count_overdue, due_follow_ups
from app.meetings.queries.meetings import my_week

__all__ = [
    "about",
    "count_overdue",
    "due_follow_ups",
    "facts",
    "follow_ups",
    "histories",
    "instructions",
    "meetings",
    "my_week",
    "people",
    "register",
    "subjects",
    "timeline",
]
