"""The working days of the office, its decisions read once in a request or a command."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.calendar.models import OfficeDay
from app.calendar.rules import ENTERED_UNTIL, Announced, Workdays, announced
from app.kernel import clock, settings
from app.kernel.db import db

_KEPT = "luodi_workdays"
_WEEK = 7


def workdays() -> Workdays:
    """The calendar by which everything is counted."""
    found: Workdays | None = db.session.info.get(_KEPT)
    if found is None:
        rows = db.session.execute(select(OfficeDay.day, OfficeDay.is_working))
        found = Workdays({row.day: row.is_working for row in rows}, settings.read(ENTERED_UNTIL))
        db.session.info[_KEPT] = found
    return found


def forget() -> None:
    """Inside the command that decides about a day: read the decisions anew from here on."""
    db.session.info.pop(_KEPT, None)


def late_before(least: int = 1) -> date:
    """Whatever was due before this day is today at least so many working days late."""
    return workdays().late_before(clock.today(), least)


def find_decision(day: date) -> OfficeDay | None:
    """What the office has decided about a day."""
    return db.session.scalar(select(OfficeDay).where(OfficeDay.day == day))


def decisions(first: date, last: date) -> Sequence[OfficeDay]:
    """What the office has decided about the days of a time, in order."""
    found = select(OfficeDay).where(OfficeDay.day.between(first, last)).order_by(OfficeDay.day)
    return db.session.scalars(found).all()


@dataclass(frozen=True)
class Cell:
    """A day of a month's page: what was announced, what the office decided, what holds."""

    day: date
    is_of_month: bool
    announced: Announced
    decision: OfficeDay | None

    @property
    def is_working(self) -> bool:
        return self.decision.is_working if self.decision else self.announced.is_working

    @property
    def is_unusual(self) -> bool:
        """Whether the day is not what its weekday says."""
        return self.is_working != (self.day.weekday() < _WEEK - 2)


def month(first: date) -> list[list[Cell]]:
    """The weeks of a month from Monday on, with the days of its neighbours that fill them."""
    following = (first.replace(day=28) + timedelta(4)).replace(day=1)
    start = first - timedelta(first.weekday())
    weeks = -(-(following - start).days // _WEEK)
    last = start + timedelta(weeks * _WEEK - 1)
    decided: Mapping[date, OfficeDay] = {one.day: one for one in decisions(start, last)}
    days = [start + timedelta(number) for number in range(weeks * _WEEK)]
    cells = [Cell(day, day.month == first.month, announced(day), decided.get(day)) for day in days]
    return [cells[at : at + _WEEK] for at in range(0, len(cells), _WEEK)]
