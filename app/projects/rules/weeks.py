"""Weeks as ISO 8601 counts them: Monday to Sunday; the first one of a year holds its first Thursday."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Self

from pydantic import BeforeValidator

from app.kernel.fields import wrong
from app.kernel.text import Message

_WRITTEN = re.compile(r"^([12]\d{3})-W(\d{2})$")


@dataclass(frozen=True, order=True)
class Week:
    """A week, known by its Monday. Written `2022-W28`."""

    monday: date

    @classmethod
    def of(cls, day: date) -> Self:
        """The week in which a day lies."""
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The week written `2022-W28`; ValueError for anything else, a week 53 that its year does not have too."""
        found = _WRITTEN.match(text)
        if found is None:
            raise ValueError(text)
        return cls(date.fromisocalendar(int(found[1]), int(found[2]), 1))

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def year(self) -> int:
        """The year that counts it, which may not be the one in which its Monday lies."""
        return self.monday.isocalendar().year

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    def later(self, weeks: int = 1) -> "Week":
        """The week so many weeks later; earlier with a negative number."""
        return Week(self.monday + timedelta(weeks=weeks))

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"


def parse_week(value: Any) -> Any:
    """A week from `2022-W28`; other texts are refused with an example."""
    if not isinstance(value, str):
        return value
    try:
        return Week.parse(value.strip())
    except ValueError:
        raise wrong(Message("Write the week as 2022-W28.")) from None


WeekCode = Annotated[Week, BeforeValidator(parse_week)]
