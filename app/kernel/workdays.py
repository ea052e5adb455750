"""Working days: Monday to Friday, until the calendar of public holidays is kept."""

from datetime import date, timedelta

_FRIDAY = 4
_WEEK = 5


def is_working_day(day: date) -> bool:
    return day.weekday() <= _FRIDAY


def working_days_before(day: date, count: int) -> date:
    """The working day so many working days before a day; with 0 the day itself, or the last working day before it."""
    while not is_working_day(day):
        day -= timedelta(1)
    weeks, rest = divmod(count, _WEEK)
    day -= timedelta(weeks * 7)
    for _ in range(rest):
        day -= timedelta(3 if day.weekday() == 0 else 1)
    return day
