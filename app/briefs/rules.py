"""How much goes on one page, and what is said of it."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from app.kernel.errors import Conflict
from app.kernel.text import Message
from app.meetings.models import Meeting, MeetingStatus

T = TypeVar("T")

#: The most rows of each part of a brief, so that it stays on one page of A4.
PEOPLE, MEETINGS, PROMISES, PROJECTS, POLICIES, LACKS, RELATIVES = 8, 3, 5, 5, 4, 3, 6
#: How much of a meeting's text is quoted.
QUOTED = 60


def first(rows: Sequence[T], limit: int) -> tuple[Sequence[T], bool]:
    """As many rows as there is room for, and whether more were found."""
    return rows[:limit], len(rows) > limit


def year_before(day: date) -> date:
    """The same day a year ago; the 28th for a leap day."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def check_has_minutes(meeting: Meeting) -> None:
    """Raise Conflict for a meeting that has not taken place."""
    if meeting.status is not MeetingStatus.HELD:
        raise Conflict(Message("There are minutes once the meeting has been held."))
