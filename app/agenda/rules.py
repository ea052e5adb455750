"""What the calendar shows: views and the days they span, kinds of entries, and how an entry becomes an appointment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.kernel.ics import uid_of
from app.kernel.text import Message

#: How far another calendar looks back and ahead.
FEED_BACK, FEED_AHEAD = timedelta(days=60), timedelta(days=400)
_DAY, _WEEK, _FORTNIGHT = timedelta(days=1), timedelta(days=7), timedelta(days=14)


class View(StrEnum):
    """How the calendar is looked at."""

    MONTH = "month"
    WEEK = "week"
    AGENDA = "agenda"
    DAY = "day"


class Kind(StrEnum):
    """What stands on a day, in the order in which a day tells of it."""

    ACTIVITY = "activity"
    MEETING = "meeting"
    MILESTONE = "milestone"
    FOLLOW_UP = "follow_up"


class Whose(StrEnum):
    """Whose entries: the actor's own, their unit's, or all that they may see."""

    MINE = "mine"
    UNIT = "unit"
    ALL = "all"


VIEW_NAMES = {
    View.MONTH: Message("Month"),
    View.WEEK: Message("Week"),
    View.AGENDA: Message("Agenda"),
    View.DAY: Message("One day"),
}
_LENGTHS = {View.WEEK: _WEEK, View.AGENDA: _FORTNIGHT, View.DAY: _DAY}
#: So many entries a day has in a view; "more" leads to the view of the day.
SHOWN = {View.MONTH: 4, View.WEEK: 12, View.AGENDA: 12, View.DAY: 300}
KIND_NAMES = {
    Kind.ACTIVITY: Message("Activities"),
    Kind.MEETING: Message("Meetings"),
    Kind.MILESTONE: Message("Milestones planned"),
    Kind.FOLLOW_UP: Message("Follow-ups due"),
}
WHOSE_NAMES = {Whose.MINE: Message("Mine"), Whose.UNIT: Message("My unit"), Whose.ALL: Message("All")}
_RANKS = {kind: rank for rank, kind in enumerate(Kind)}
ICONS = {
    Kind.ACTIVITY: "flag",
    Kind.MEETING: "message-2",
    Kind.FOLLOW_UP: "checkbox",
    Kind.MILESTONE: "target",
}
#: What takes the time of somebody: the rest is done when there is time.
TAKES_TIME = frozenset({Kind.ACTIVITY, Kind.MEETING})


@dataclass(frozen=True)
class Entry:
    """Something on a day, or on each until `ends_on`. `starts` is an instant where an hour is known.

    `endpoint` with `values` is its page. `title` names a record, `word` says more of it. `is_secret`: other calendars
    learn the time only.
    """

    kind: Kind
    id: int
    day: date
    title: str
    ends_on: date | None = None
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

    def days(self, first: date, last: date) -> list[date]:
        """Those of its days that lie between the first and the last."""
        return days_between(max(self.day, first), min(self.ends_on or self.day, last))

    def which_of_its_days(self, day: date) -> tuple[int, int] | None:
        """The second of three, for something that takes more days than one."""
        if self.ends_on is None or self.ends_on == self.day:
            return None
        return (day - self.day).days + 1, (self.ends_on - self.day).days + 1

    @property
    def icon(self) -> str:
        return ICONS[self.kind]

    @property
    def uid(self) -> str:
        """Its name in other calendars, the same for ever."""
        return uid_of(self.kind, self.id, self.made_at)


@dataclass(frozen=True)
class Day:
    """A day of a view: its first entries, how many more it has, and whether that is only as far as was counted."""

    entries: Sequence[Entry]
    more: int = 0
    is_cut: bool = False


def span(view: View, day: date) -> tuple[date, date]:
    """The first and the last day of a view; a month is shown in whole weeks."""
    monday = day - timedelta(days=day.weekday())
    if view is View.WEEK:
        return monday, monday + _WEEK - _DAY
    if view is not View.MONTH:
        return day, day + _LENGTHS[view] - _DAY
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
    return day - _LENGTHS[view]


def after(view: View, day: date) -> date:
    """A day of the view after."""
    if view is View.MONTH:
        return next_month(day)
    return day + _LENGTHS[view]


def days_between(first: date, last: date) -> list[date]:
    """Every day from the first to the last."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def by_day(entries: Iterable[Entry], first: date, last: date) -> dict[date, list[Entry]]:
    """Every day from the first to the last with its entries: kind by kind, meetings by the hour."""
    days: dict[date, list[Entry]] = {day: [] for day in days_between(first, last)}
    for entry in sorted(entries, key=_place_of):
        for day in entry.days(first, last):
            days[day].append(entry)
    return days


def _place_of(entry: Entry) -> tuple[int, float, date, int]:
    return _RANKS[entry.kind], entry.starts.timestamp() if entry.starts else 0.0, entry.day, entry.id


def weeks(days: Sequence[date]) -> list[Sequence[date]]:
    """The days of a month, week by week."""
    return [days[at : at + 7] for at in range(0, len(days), 7)]
