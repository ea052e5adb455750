"""The timeline view (挂图作战): where days stand between the edges of a drawing, and what is drawn of a project."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from app.projects.models import MilestoneKind
from app.projects.rules.history import slip_in_days

_COLUMNS = 12
_BEHIND_TODAY = 4
#: The first days that a drawing may begin with; a longer way back or ahead ends here.
EARLIEST, LATEST = date(1980, 1, 1), date(2100, 1, 1)


class Scale(StrEnum):
    """What one column of the drawing is."""

    MONTHS = "months"
    QUARTERS = "quarters"

    @property
    def months(self) -> int:
        """How many months a column has."""
        return 1 if self is Scale.MONTHS else 3


@dataclass(frozen=True)
class Tick:
    """Where a column begins and how wide it is, in percent; `opens_year` for the first column of a year."""

    day: date
    x: float
    width: float
    opens_year: bool


@dataclass(frozen=True)
class Frame:
    """A stretch of time drawn from the left edge (0) to the right one (100)."""

    scale: Scale
    first: date

    @classmethod
    def around(cls, scale: Scale, day: date) -> "Frame":
        """The usual frame: a third of it behind the day."""
        return cls.beginning(scale, day).moved(-_BEHIND_TODAY)

    @classmethod
    def beginning(cls, scale: Scale, day: date) -> "Frame":
        """The frame whose first column holds the day."""
        day = min(max(day, EARLIEST), LATEST)
        return cls(scale, date(day.year, (day.month - 1) // scale.months * scale.months + 1, 1))

    @property
    def end(self) -> date:
        """The first day after the frame."""
        return _months_later(self.first, _COLUMNS * self.scale.months)

    def moved(self, columns: int) -> "Frame":
        """The frame so many columns later; earlier with a negative number."""
        first = _months_later(self.first, columns * self.scale.months)
        return replace(self, first=min(max(first, EARLIEST), LATEST))

    def holds(self, day: date) -> bool:
        return self.first <= day < self.end

    def x(self, day: date) -> float:
        """Where a day stands, in percent of the width; beyond the edges it stands at the edge."""
        share = (day - self.first) / (self.end - self.first)
        return round(min(max(share, 0), 1) * 100, 2)

    def ticks(self) -> Iterator[Tick]:
        """The columns, from left to right."""
        for number in range(_COLUMNS):
            day = _months_later(self.first, number * self.scale.months)
            left, right = self.x(day), self.x(_months_later(day, self.scale.months))
            yield Tick(day, left, round(right - left, 2), opens_year=day.month == 1)


def _months_later(day: date, months: int) -> date:
    """The same first of a month so many months later."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


@dataclass(frozen=True)
class Point:
    """The days of one milestone: planned, happened, and the latest one that the backward plan allows."""

    kind: MilestoneKind
    planned_on: date | None = None
    claimed_on: date | None = None
    is_verified: bool = False
    latest_on: date | None = None

    def slip(self, today: date) -> int | None:
        """Days behind the plan, negative ahead of it; None where nothing can be said yet."""
        return slip_in_days(self.planned_on, self.claimed_on, today)

    def slip_of_latest(self, today: date) -> int | None:
        """The same against the latest day of the backward plan."""
        return slip_in_days(self.latest_on, self.claimed_on, today)


class Lane(StrEnum):
    """What a mark says: what was planned, what has to be, what has happened and whether that is verified."""

    PLANNED = "planned"
    MISSED = "missed"
    LATEST = "latest"
    CLAIMED = "claimed"
    VERIFIED = "verified"


@dataclass(frozen=True)
class Mark:
    """One mark on the strip of a project."""

    kind: MilestoneKind
    lane: Lane
    day: date
    x: float


@dataclass(frozen=True)
class Slip:
    """The way from a planned day to the day on which it happened, or to today while it has not."""

    kind: MilestoneKind
    x1: float
    x2: float
    days: int
    is_open: bool


@dataclass(frozen=True)
class Strip:
    """What is drawn of one project; `before` and `after` say that something lies beyond the edge."""

    marks: tuple[Mark, ...]
    slips: tuple[Slip, ...]
    before: bool
    after: bool


def strip(frame: Frame, points: Sequence[Point], today: date) -> Strip:
    """The marks inside the frame, and every slip of which a part lies inside."""
    every = [mark for point in points for mark in _marks(frame, point, today)]
    return Strip(
        marks=tuple(mark for mark in every if frame.holds(mark.day)),
        slips=tuple(_slips(frame, points, today)),
        before=any(mark.day < frame.first for mark in every),
        after=any(mark.day >= frame.end for mark in every),
    )


def _marks(frame: Frame, point: Point, today: date) -> Iterator[Mark]:
    is_missed = point.claimed_on is None and point.planned_on is not None and point.planned_on < today
    for lane, day in (
        (Lane.LATEST, point.latest_on),
        (Lane.MISSED if is_missed else Lane.PLANNED, point.planned_on),
        (Lane.VERIFIED if point.is_verified else Lane.CLAIMED, point.claimed_on),
    ):
        if day is not None:
            yield Mark(point.kind, lane, day, frame.x(day))


def _slips(frame: Frame, points: Iterable[Point], today: date) -> Iterator[Slip]:
    for point in points:
        days = point.slip(today)
        if not days or days < 0 or point.planned_on is None:
            continue
        x1, x2 = frame.x(point.planned_on), frame.x(point.claimed_on or today)
        if x1 < x2:
            yield Slip(point.kind, x1, x2, days, is_open=point.claimed_on is None)


class Against(StrEnum):
    """What a delay is measured against."""

    PLAN = "plan"
    LATEST = "latest"
    PROMISE = "promise"


@dataclass(frozen=True)
class Delay:
    """The gravest delay of a project: a milestone that has not happened, and how many days it runs behind."""

    kind: MilestoneKind
    days: int
    against: Against


def delay(points: Sequence[Point], today: date) -> Delay | None:
    """What is late now; else what is planned so late that the promised operation cannot hold; else nothing."""
    still_open = [point for point in points if point.claimed_on is None]
    late = [Delay(point.kind, point.slip(today) or 0, Against.PLAN) for point in still_open]
    late += [Delay(point.kind, point.slip_of_latest(today) or 0, Against.LATEST) for point in still_open]
    planned_late = [Delay(point.kind, _planned_late(point), Against.PROMISE) for point in still_open]
    for found in (late, planned_late):
        worst = max(found, key=lambda one: one.days, default=None)
        if worst and worst.days > 0:
            return worst
    return None


def _planned_late(point: Point) -> int:
    if point.planned_on is None or point.latest_on is None:
        return 0
    return (point.planned_on - point.latest_on) // timedelta(1)
