"""Periods of registers: a month, a quarter, a year, each by its code, or any days."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from app.kernel.text import Message

_CODE = re.compile(r"^(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?$", re.ASCII)
_YEARS = range(1950, 2101)
_MONTHS, _QUARTERS, _BACK = 12, 6, 2


@dataclass(frozen=True)
class Period:
    """From a day to a day, both inclusive. `code` is `2026`, `2026-Q3`, `2026-07`, or empty for any other days."""

    first: date
    last: date
    name: Message
    code: str = ""


def whole(code: str) -> Period:
    """The month, quarter or year of a code. Raises ValueError for what is none."""
    found = _CODE.match(code)
    if found is None or int(found[1]) not in _YEARS:
        raise ValueError(code)
    year, quarter, month = int(found[1]), found[2], found[3]
    if quarter:
        start = 3 * int(quarter) - 2
        name = Message("Quarter %(quarter)s of %(year)s", quarter=quarter, year=year)
        return Period(date(year, start, 1), _ends(year, start + 2), name, code)
    if month:
        name = Message("Month %(month)s of %(year)s", month=int(month), year=year)
        return Period(date(year, int(month), 1), _ends(year, int(month)), name, code)
    return Period(date(year, 1, 1), date(year, 12, 31), Message("The year %(year)s", year=year), code)


def _ends(year: int, month: int) -> date:
    """The last day of a month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def offered(today: date) -> list[Period]:
    """What one mostly asks for: the last months, then the last quarters, then the years, the present ones first."""
    months = (12 * today.year + today.month - 1 - back for back in range(_MONTHS))
    quarters = (4 * today.year + (today.month - 1) // 3 - back for back in range(_QUARTERS))
    codes = [f"{at // 12}-{at % 12 + 1:02}" for at in months]
    codes += [f"{at // 4}-Q{at % 4 + 1}" for at in quarters]
    return [whole(code) for code in [*codes, *(str(today.year - back) for back in range(_BACK))]]
