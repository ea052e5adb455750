"""When an activity takes place."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.activities.rules import Standing, standing_on

days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(begins_on=days, length=st.integers(0, 60), day=days)
def test_an_activity_runs_on_both_its_days_and_those_between(begins_on, length, day):
    ends_on = begins_on + timedelta(days=length)
    assert (standing_on(day, begins_on, ends_on) is Standing.RUNNING) == (begins_on <= day <= ends_on)


@given(begins_on=days, length=st.integers(0, 60))
def test_it_is_planned_before_and_held_after(begins_on, length):
    ends_on = begins_on + timedelta(days=length)
    assert standing_on(begins_on - timedelta(days=1), begins_on, ends_on) is Standing.COMING
    assert standing_on(ends_on + timedelta(days=1), begins_on, ends_on) is Standing.OVER
