"""The laws of working days, over any decisions of the office and any years, known or not."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar.rules import FIRST_YEAR, LAST_YEAR, Workdays, announced
from app.kernel import clock

days = st.dates(date(2003, 6, 1), date(LAST_YEAR + 3, 12, 31))
near = st.dates(date(2022, 1, 1), date(2023, 12, 31))
counts = st.integers(0, 700)
calendars = st.dictionaries(near, st.booleans(), max_size=40).map(Workdays)


def counted(calendar: Workdays, start: date, end: date) -> int:
    """The working days after one day up to another, one by one."""
    return sum(calendar.is_working(start + timedelta(number)) for number in range(1, (end - start).days + 1))


def test_public_holidays_are_off_and_make_up_days_are_worked():
    calendar = Workdays()
    assert not calendar.is_working(date(2022, 10, 3))  # a Monday in the National Day week
    assert calendar.is_working(date(2022, 10, 8))  # a Saturday that makes up for it
    assert calendar.between(date(2022, 9, 30), date(2022, 10, 10)) == 3
    assert calendar.after(date(2022, 9, 30), 1) == date(2022, 10, 8)
    assert calendar.before(date(2022, 10, 7), 0) == date(2022, 9, 30)
    assert str(announced(date(2022, 10, 3)).holiday) == "National Day"


@pytest.mark.parametrize("year", [FIRST_YEAR - 1, LAST_YEAR + 1, 2100])
def test_a_year_that_is_not_announced_is_counted_by_week_ends_and_is_provisional(year):
    calendar = Workdays()
    assert calendar.is_provisional(year)
    first = date(year, 10, 1)
    assert all(calendar.is_working(day) == (day.weekday() < 5) for day in (first + timedelta(n) for n in range(10)))


def test_a_year_that_the_office_has_entered_is_provisional_no_more():
    assert not Workdays({}, LAST_YEAR + 1).is_provisional(LAST_YEAR + 1)
    assert Workdays({}, LAST_YEAR + 1).is_provisional(LAST_YEAR + 2)
    assert not Workdays().is_provisional(LAST_YEAR)


@given(calendars, near, near)
def test_between_counts_what_is_worked(calendar, start, end):
    start, end = min(start, end), max(start, end)
    assert calendar.between(start, end) == counted(calendar, start, end)
    assert calendar.between(end, start) == -calendar.between(start, end)


@given(calendars, days, days, days)
def test_between_is_additive_whatever_the_order(calendar, one, two, three):
    assert calendar.between(one, two) + calendar.between(two, three) == calendar.between(one, three)


@given(calendars, days, counts)
def test_after_and_between_undo_each_other(calendar, day, count):
    later = calendar.after(day, count)
    assert calendar.between(day, later) == count
    assert later == day if count == 0 else calendar.is_working(later)


@given(calendars, days, counts)
def test_before_and_between_undo_each_other(calendar, day, count):
    earlier = calendar.before(day, count)
    assert calendar.is_working(earlier)
    assert calendar.between(earlier, day) == count


@given(calendars, days, counts)
def test_before_takes_back_what_after_has_given(calendar, day, count):
    there_and_back = calendar.before(calendar.after(day, count), count)
    assert there_and_back == calendar.before(day, 0)


@given(calendars, days, counts, counts)
def test_steps_add_up(calendar, day, some, more):
    assert calendar.after(calendar.after(day, some), more) == calendar.after(day, some + more)


@given(calendars, near, near, st.integers(1, 30))
def test_so_many_days_late_is_one_day_to_compare_with(calendar, due_on, today, least):
    assert (due_on < calendar.late_before(today, least)) == (calendar.late(due_on, today) >= least)


@given(calendars, near, st.booleans())
def test_a_decision_of_the_office_moves_exactly_its_own_day(calendar, day, works):
    decided = Workdays({**calendar.decided, day: works})
    assert decided.is_working(day) is works
    shift = works - calendar.is_working(day)
    start, end = date(2021, 12, 31), date(2023, 12, 31)
    assert decided.between(start, end) == calendar.between(start, end) + shift


@given(
    near, st.integers(0, 23), st.sampled_from(["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Pacific/Apia"])
)
def test_the_calendar_day_of_an_instant_is_the_parks_whatever_zone_it_is_told_in(day, hour, zone):
    """Shanghai knows no summer time; an instant told in a zone that does is still one day of the park."""
    instant = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Asia/Shanghai"))
    told = instant.astimezone(ZoneInfo(zone))
    clock.freeze(told)
    try:
        assert clock.today() == day
        assert clock.now() == told.astimezone(UTC)
    finally:
        clock.freeze(None)
