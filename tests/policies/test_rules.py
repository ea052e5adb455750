"""When a policy is in force."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policies.rules import Force, force_on

ISSUED, FROM, UNTIL = date(2021, 8, 1), date(2021, 9, 1), date(2024, 8, 31)


@pytest.mark.parametrize(
    ("day", "force"),
    [
        (date(2021, 8, 31), Force.COMING),
        (FROM, Force.IN_FORCE),
        (UNTIL, Force.IN_FORCE),
        (date(2024, 9, 1), Force.EXPIRED),
    ],
)
def test_its_first_and_its_last_day_count(day: date, force: Force) -> None:
    assert force_on(day, ISSUED, FROM, UNTIL) is force


def test_without_a_first_day_it_runs_from_its_issue() -> None:
    assert force_on(ISSUED, ISSUED, None, None) is Force.IN_FORCE


@given(st.dates(), st.dates(), st.none() | st.dates(), st.none() | st.dates())
def test_it_never_comes_back_once_expired(day: date, issued: date, first: date | None, last: date | None) -> None:
    order = list(Force)
    if day < date.max:
        later = date.fromordinal(day.toordinal() + 1)
        before, after = force_on(day, issued, first, last), force_on(later, issued, first, last)
        assert order.index(before) <= order.index(after)
