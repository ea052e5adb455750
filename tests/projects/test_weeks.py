"""Weeks as ISO 8601 counts them, over the ends of years too."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.projects.rules import Week

days = st.dates(min_value=date(1950, 1, 2), max_value=date(2100, 12, 20))


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2022, 7, 15), "2022-W28"),
        (date(2021, 1, 3), "2020-W53"),
        (date(2020, 12, 31), "2020-W53"),
        (date(2021, 1, 4), "2021-W01"),
        (date(2024, 12, 30), "2025-W01"),
        (date(2027, 1, 1), "2026-W53"),
    ],
)
def test_a_day_lies_in_the_week_that_iso_says(day, written):
    assert str(Week.of(day)) == written


@given(days)
def test_a_week_is_read_as_it_is_written(day):
    assert Week.parse(str(Week.of(day))) == Week.of(day)


@given(days)
def test_a_day_lies_between_monday_and_sunday_of_its_week(day):
    week = Week.of(day)
    assert week.monday <= day <= week.sunday
    assert week.monday.weekday() == 0
    assert (week.year, week.number) == day.isocalendar()[:2]


@given(days, st.integers(min_value=-60, max_value=60))
def test_weeks_follow_each_other_without_a_gap(day, many):
    week = Week.of(day)
    assert week.later(many) == Week.of(day + timedelta(weeks=many))
    assert week.later().monday == week.sunday + timedelta(days=1)
    assert week < week.later()


@pytest.mark.parametrize("text", ["2021-W53", "2022-W00", "2022-W54", "2022-28", "W28", "", "2022-W1", "9999-W01"])
def test_what_is_no_week_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011  # whatever it says
        Week.parse(text)
