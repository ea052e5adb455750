"""The spans of the calendar, and what becomes of an entry: pure rules."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.agenda import rules
from app.agenda.rules import Entry, Kind, View

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@CALM
@given(DAYS)
def test_a_month_is_shown_in_whole_weeks_that_hold_all_of_it(day):
    first, last = rules.span(View.MONTH, day)
    assert (first.weekday(), last.weekday()) == (0, 6)
    assert first <= day.replace(day=1)
    assert rules.next_month(day) - timedelta(days=1) <= last
    assert (last - first).days + 1 in {28, 35, 42}


@CALM
@given(DAYS, st.sampled_from(View))
def test_every_view_holds_its_day_and_follows_on_the_one_before(day, view):
    first, last = rules.span(view, day)
    assert first <= day <= last
    following = rules.span(view, rules.after(view, day))
    if view is View.MONTH:
        assert rules.after(view, rules.before(view, day)) == day.replace(day=1)
    else:
        assert following[0] == last + timedelta(days=1)
        assert rules.before(view, rules.after(view, day)) == day


def test_the_days_between_are_all_there_and_in_order():
    first, last = date(2022, 7, 11), date(2022, 7, 17)
    late = Entry(kind=Kind.FOLLOW_UP, id=2, day=date(2022, 7, 15), title="b")
    soon = Entry(kind=Kind.FOLLOW_UP, id=1, day=date(2022, 7, 15), title="a")
    days = rules.by_day([late, soon], first, last)
    assert list(days) == [first + timedelta(days=number) for number in range(7)]
    assert [entry.id for entry in days[date(2022, 7, 15)]] == [1, 2]


def test_what_takes_three_days_stands_on_each_of_them_and_knows_which_it_is():
    tour = Entry(kind=Kind.ACTIVITY, id=1, day=date(2022, 7, 9), ends_on=date(2022, 7, 11), title="a")
    days = rules.by_day([tour], date(2022, 7, 10), date(2022, 7, 12))
    assert [len(found) for found in days.values()] == [1, 1, 0]
    assert tour.which_of_its_days(date(2022, 7, 10)) == (2, 3)


def test_a_day_tells_of_activities_then_of_meetings_by_the_hour_then_of_what_is_due():
    day, noon = date(2022, 7, 15), datetime(2022, 7, 15, 4, tzinfo=UTC)
    late = Entry(kind=Kind.MEETING, id=1, day=day, title="", starts=noon)
    early = Entry(kind=Kind.MEETING, id=2, day=day, title="", starts=noon - timedelta(hours=2))
    due, tour = (Entry(kind=kind, id=3, day=day, title="") for kind in (Kind.FOLLOW_UP, Kind.ACTIVITY))
    assert rules.by_day([due, late, early, tour], day, day)[day] == [tour, early, late, due]
