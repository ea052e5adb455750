"""What the calendar shows: views and the days they span, kinds of entries, and how an entry becomes an appointment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby

from app.kernel.ics import uid_of
from app.kernel.text import Message

#: How far another calendar looks back and ahead.
FEED_BACK, FEED_AHEAD = timedelta(days=60), timedelta(days=400)
#: Entries of a day of the month; the day's own list has them all.
IN_A_CELL = 4
_WEEK, _FORTNIGHT = timedelta(days=7), timedelta(days=14)


class View(StrEnum):
    """How the calendar is looked at."""

    MONTH = "month"
    WEEK = "week"
    AGENDA = "agenda"


class Kind(StrEnum):
    """What stands on a day."""

    MEETING = "meeting"
    FOLLOW_UP = "follow_up"
    MILESTONE = "milestone"


class Whose(StrEnum):
    """Whose entries: the actor's own, their unit's, or all that they may see."""

    MINE = "mine"
    UNIT = "unit"
    ALL = "all"


VIEW_NAMES = {View.MONTH: Message("Month"), View.WEEK: Message("Week"), View.AGENDA: Message("Agenda")}
KIND_NAMES = {
    Kind.MEETING: Message("Meetings"),
    Kind.FOLLOW_UP: Message("Follow-ups due"),
    Kind.MILESTONE: Message("Milestones planned"),
}
WHOSE_NAMES = {Whose.MINE: Message("Mine"), Whose.UNIT: Message("My unit"), Whose.ALL: Message("All")}
ICONS = {Kind.MEETING: "message-2", Kind.FOLLOW_UP: "checkbox", Kind.MILESTONE: "flag"}


@dataclass(frozen=True)
class Entry:
    """Something on a day. `starts` is an instant where an hour is known; `endpoint` with `values` is its page.

    `title` names a record, `word` says more of it. `is_secret`: other calendars learn the time only.
    """

    kind: Kind
    id: int
    day: date
    title: str
    starts: datetime | None = None
    ends: datetime | None = None
    word: Message | None = None
    place: str = ""
    endpoint: str = ""
    values: Mapping[str, int] = field(default_factory=dict)
    is_cancelled: bool = False
    is_secret: bool = False
    sequence: int = 0
    made_at: datetime | None = None
    changed_at: datetime | None = None

    @property
    def icon(self) -> str:
        return ICONS[self.kind]

    @property
    def uid(self) -> str:
        """Its name in other calendars, the same for ever."""
        return uid_of(self.kind, self.id, self.made_at)


def span(view: View, day: date) -> tuple[date, date]:
    """The first and the last day of a view; a month is shown in whole weeks."""
    monday = day - timedelta(days=day.weekday())
    if view is View.WEEK:
        return monday, monday + _WEEK - timedelta(days=1)
    if view is View.AGENDA:
        return day, day + _FORTNIGHT - timedelta(days=1)
    first = day.replace(day=1)
    last = next_month(day) - timedelta(days=1)
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def before(view: View, day: date) -> date:
    """A day of the view before."""
    if view is View.MONTH:
        return (day.replace(day=1) - timedelta(days=1)).replace(day=1)
    return day - (_WEEK if view is View.WEEK else _FORTNIGHT)


def after(view: View, day: date) -> date:
    """A day of the view after."""
    if view is View.MONTH:
        return next_month(day)
    return day + (_WEEK if view is View.WEEK else _FORTNIGHT)


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """Day by day: what has no hour first, then by the hour."""
    return sorted(entries, key=_place_of)


def _place_of(entry: Entry) -> tuple[date, float, str, int]:
    return entry.day, entry.starts.timestamp() if entry.starts else 0.0, entry.kind, entry.id


def by_day(entries: Sequence[Entry], first: date, last: date) -> dict[date, list[Entry]]:
    """Every day from the first to the last with its entries in their order."""
    days: dict[date, list[Entry]] = {first + timedelta(days=n): [] for n in range((last - first).days + 1)}
    for day, found in groupby(in_order(entries), key=lambda entry: entry.day):
        days[day] = list(found)
    return days


def weeks(days: Sequence[date]) -> list[Sequence[date]]:
    """The days of a month, week by week."""
    return [days[at : at + 7] for at in range(0, len(days), 7)]
