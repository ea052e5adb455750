"""Counting working days. Pure: what the office has decided is handed over, the announced calendar is a table.

A year whose arrangement the program does not know is counted by its week-ends and said to be provisional.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

from app.kernel.settings import WholeNumber, declare
from app.kernel.text import Message

_FRIDAY = 4
_ANNOUNCED = {day.year for day in chinese_calendar.holidays}
FIRST_YEAR, LAST_YEAR = min(_ANNOUNCED), max(_ANNOUNCED)

HOLIDAY_NAMES = {
    "New Year's Day": Message("New Year’s Day"),
    "Spring Festival": Message("Spring Festival"),
    "Tomb-sweeping Day": Message("Tomb-sweeping Day"),
    "Labour Day": Message("Labour Day"),
    "Dragon Boat Festival": Message("Dragon Boat Festival"),
    "National Day": Message("National Day"),
    "Mid-autumn Festival": Message("Mid-autumn Festival"),
    "Anti-Fascist 70th Day": Message("Victory Day"),
}

ENTERED_UNTIL = declare(
    WholeNumber(
        code="calendar.entered_until",
        group=Message("Working days"),
        title=Message("Holiday arrangement entered by hand until"),
        explanation=Message(
            "The last year whose announced holidays and make-up days the office has entered itself; years that "
            "neither the program nor the office knows are provisional."
        ),
        default=LAST_YEAR,
        lowest=FIRST_YEAR,
        highest=2100,
        unit=Message("year"),
    )
)


@dataclass(frozen=True)
class Announced:
    """What the announced calendar says of a day: worked or not, and the holiday behind it where there is one."""

    is_working: bool
    holiday: Message | None = None


def announced(day: date) -> Announced:
    """A day of the announced calendar; of a year that it does not know, by the day of the week."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return Announced(day.weekday() <= _FRIDAY)
    is_off, name = chinese_calendar.get_holiday_detail(day)
    return Announced(not is_off, HOLIDAY_NAMES.get(name or ""))


@lru_cache(maxsize=256)
def _announced_days(year: int) -> tuple[int, ...]:
    """The working days of a year as ordinals, in order."""
    first = date(year, 1, 1)
    days = (first + timedelta(number) for number in range((date(year, 12, 31) - first).days + 1))
    return tuple(day.toordinal() for day in days if announced(day).is_working)


@dataclass(frozen=True)
class Workdays:
    """The calendar of the office: the announced one with its own decisions (day -> worked or not).

    `entered_until` is the last year whose arrangement the office has entered itself.
    """

    decided: Mapping[date, bool] = field(default_factory=dict)
    entered_until: int = LAST_YEAR
    _years: dict[int, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_working(self, day: date) -> bool:
        """Whether the office works on this day."""
        return self.decided[day] if day in self.decided else announced(day).is_working

    def is_provisional(self, year: int) -> bool:
        """Whether nobody knows this year's arrangement yet, so that its days are counted by week-ends."""
        return not FIRST_YEAR <= year <= max(LAST_YEAR, self.entered_until)

    def between(self, start: date, end: date) -> int:
        """The working days after `start` up to and with `end`; negative when the end comes first."""
        if end < start:
            return -self.between(end, start)
        first, last = start.toordinal(), end.toordinal()
        years = (self._days(year) for year in range(start.year, end.year + 1))
        return sum(bisect_right(days, last) - bisect_right(days, first) for days in years)

    def after(self, day: date, count: int) -> date:
        """The working day that comes so many working days after a day; with 0 the day itself."""
        if count <= 0:
            return day
        year = day.year
        days = self._days(year)
        place = bisect_right(days, day.toordinal()) + count - 1
        while place >= len(days):
            place, year = place - len(days), year + 1
            days = self._days(year)
        return date.fromordinal(days[place])

    def before(self, day: date, count: int) -> date:
        """The last working day from which so many working days remain until a day.

        With 0 it is the day itself, or the last working day before it.
        """
        year = day.year
        days = self._days(year)
        place = bisect_right(days, day.toordinal()) - 1 - count
        while place < 0:
            year -= 1
            days = self._days(year)
            place += len(days)
        return date.fromordinal(days[place])

    def late(self, due_on: date, today: date) -> int:
        """How many working days have passed since a due day; 0 until the first of them."""
        return max(self.between(due_on, today), 0)

    def late_before(self, today: date, least: int = 1) -> date:
        """Whatever was due before this day is at least so many working days late. For any WHERE."""
        return self.before(today, least - 1)

    def _days(self, year: int) -> tuple[int, ...]:
        if year not in self._years:
            own = {day.toordinal(): works for day, works in self.decided.items() if day.year == year}
            kept = set(_announced_days(year)) - own.keys()
            self._years[year] = tuple(sorted(kept | {day for day, works in own.items() if works}))
        return self._years[year]
