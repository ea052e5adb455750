"""The course of a meeting: planned, then held or cancelled; and when the minutes of a held one are final."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count, takewhile

from app.kernel import clock
from app.kernel.errors import Conflict, Invalid
from app.kernel.settings import Practice, WholeNumber, declare
from app.kernel.text import Message
from app.meetings.models import Meeting, MeetingStatus

FINAL_AFTER = declare(
    WholeNumber(
        code="meetings.final_after",
        group=Message("Meetings"),
        title=Message("Minutes are final by themselves after"),
        explanation=Message("Counted from the day of the meeting. 0: only when somebody marks them final."),
        default=0,
        by_practice={Practice.STRICT: 7},
        lowest=0,
        highest=90,
        unit=Message("days"),
    )
)

#: At most so many visits are planned at once.
MOST_VISITS = 60


def status_at(starts_at: datetime, now: datetime, *, has_time: bool) -> MeetingStatus:
    """A meeting of a coming day, or of a later hour of this one, is planned; any other one was held."""
    if has_time:
        return MeetingStatus.PLANNED if starts_at > now else MeetingStatus.HELD
    is_coming = clock.local(starts_at).date() > clock.local(now).date()
    return MeetingStatus.PLANNED if is_coming else MeetingStatus.HELD


def status_after(before: MeetingStatus, now_due: MeetingStatus) -> MeetingStatus:
    """The status of a meeting that is saved again. Raises Invalid when one that was held would lie in the future."""
    if before is MeetingStatus.CANCELLED:
        return before
    if before is MeetingStatus.HELD and now_due is MeetingStatus.PLANNED:
        raise Invalid.at("day", Message("This meeting was held, so it cannot lie in the future. Correct the date."))
    return now_due


def check_may_hold(meeting: Meeting, now: datetime) -> None:
    """Raise Conflict unless the meeting is planned and its time has come."""
    if meeting.status is not MeetingStatus.PLANNED:
        raise Conflict(Message("Only a planned meeting can be marked as held."))
    if status_at(meeting.starts_at, now, has_time=meeting.has_time) is MeetingStatus.PLANNED:
        raise Conflict(Message("This meeting has not begun yet. If it took place earlier, correct its date first."))


def check_may_cancel(meeting: Meeting) -> None:
    """Raise Conflict unless the meeting is still planned."""
    if meeting.status is MeetingStatus.CANCELLED:
        raise Conflict(Message("This meeting has been cancelled already."))
    if meeting.status is MeetingStatus.HELD:
        raise Conflict(Message("This meeting was held. Only a planned one can be cancelled."))


def final_on(meeting: Meeting, days: int) -> date | None:
    """The day on which the minutes became or become final; None when nobody and nothing makes them so.

    `days` is what FINAL_AFTER says.
    """
    if meeting.finalized_at:
        return clock.local(meeting.finalized_at).date()
    if not days or meeting.status is not MeetingStatus.HELD:
        return None
    return clock.local(meeting.starts_at).date() + timedelta(days=days)


def after(days: int) -> timedelta:
    """How long after a meeting its minutes are final by themselves."""
    return timedelta(days=days)


def is_final(meeting: Meeting, days: int, today: date) -> bool:
    """Whether what was written is the minutes now (纪要): it changes no more, amendments stand beside it."""
    day = final_on(meeting, days)
    return day is not None and day <= today


def check_not_final(meeting: Meeting, days: int, today: date) -> None:
    """Raise Conflict for minutes that are final."""
    if is_final(meeting, days, today):
        raise Conflict(Message("These minutes are final. Write an amendment instead; both stay visible."))


def visits(first: date, every: str, until: date) -> Iterator[date]:
    """The days of visits that recur every week, every second week or every month, from the first to the last day.

    A month that is too short has its visit on its last day.
    """
    if every == "month":
        days = (_months_later(first, number) for number in count())
    else:
        step = timedelta(weeks={"week": 1, "fortnight": 2}[every])
        days = (first + step * number for number in count())
    return takewhile(lambda day: day <= until, days)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
