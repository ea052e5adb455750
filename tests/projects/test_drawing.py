"""The geometry of the timeline view: days to places, columns, marks, slips and the gravest delay."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.projects.models import MilestoneKind
from app.projects.rules.drawing import EARLIEST, LATEST, Against, Delay, Frame, Lane, Point, Scale, delay, strip

TODAY = date(2022, 7, 15)
CONTRACT, STARTED, OPERATING = MilestoneKind.CONTRACT, MilestoneKind.STARTED, MilestoneKind.OPERATING
any_day = st.dates()
scales = st.sampled_from(Scale)
frames = st.builds(Frame.beginning, scales, any_day)
near = st.dates(date(2018, 1, 1), date(2028, 12, 31))
points = st.lists(
    st.builds(
        Point,
        kind=st.sampled_from(MilestoneKind),
        planned_on=st.none() | near,
        claimed_on=st.none() | st.dates(date(2018, 1, 1), TODAY),
        is_verified=st.booleans(),
        latest_on=st.none() | near,
    ),
    unique_by=lambda point: point.kind,
)


@given(frames, any_day, any_day)
def test_a_later_day_never_stands_further_left_and_none_leaves_the_frame(frame, one, other):
    earlier, later = sorted((one, other))
    assert 0 <= frame.x(earlier) <= frame.x(later) <= 100


@given(frames)
def test_the_columns_fill_the_frame_without_a_gap(frame):
    ticks = list(frame.ticks())
    assert len(ticks) == 12
    assert (frame.x(frame.first), frame.x(frame.end)) == (0, 100)
    for left, right in pairwise(ticks):
        assert left.x + left.width == pytest.approx(right.x, abs=0.02)
    assert all(tick.opens_year == (tick.day.month == 1) for tick in ticks)


@given(scales, any_day, st.integers(-200, 200))
def test_a_frame_that_is_moved_keeps_its_columns_and_its_bounds(scale, day, columns):
    frame = Frame.beginning(scale, day).moved(columns)
    assert EARLIEST <= frame.first <= LATEST
    assert frame.first.day == 1
    assert (frame.first.month - 1) % scale.months == 0


@given(scales, near)
def test_the_usual_frame_has_the_day_in_its_first_half(scale, day):
    frame = Frame.around(scale, day)
    assert frame.holds(day)
    assert frame.x(day) < 50


@given(frames, points)
def test_every_mark_and_slip_lies_inside_and_nothing_is_lost_in_silence(frame, found):
    drawn = strip(frame, found, TODAY)
    assert all(frame.holds(mark.day) and 0 <= mark.x < 100.01 for mark in drawn.marks)
    assert all(0 <= slip.x1 < slip.x2 <= 100 and slip.days > 0 for slip in drawn.slips)
    told = [day for point in found for day in (point.planned_on, point.claimed_on, point.latest_on) if day]
    assert len(drawn.marks) == sum(frame.holds(day) for day in told)
    assert (drawn.before, drawn.after) == (
        any(day < frame.first for day in told),
        any(day >= frame.end for day in told),
    )


def test_marks_say_what_was_missed_claimed_and_verified():
    frame = Frame.around(Scale.QUARTERS, TODAY)
    yesterday, tomorrow = TODAY - timedelta(1), TODAY + timedelta(1)
    lanes = {
        Lane.MISSED: Point(CONTRACT, planned_on=yesterday),
        Lane.PLANNED: Point(CONTRACT, planned_on=TODAY),
        Lane.CLAIMED: Point(CONTRACT, claimed_on=yesterday),
        Lane.VERIFIED: Point(CONTRACT, claimed_on=yesterday, is_verified=True),
        Lane.LATEST: Point(CONTRACT, latest_on=tomorrow),
    }
    for lane, point in lanes.items():
        assert [mark.lane for mark in strip(frame, [point], TODAY).marks] == [lane]


def test_the_gravest_delay_is_told_and_what_is_late_now_comes_before_what_is_planned_too_late():
    planned_late = Point(OPERATING, planned_on=date(2023, 3, 1), latest_on=date(2022, 12, 1))
    behind = Point(STARTED, planned_on=date(2022, 7, 5))
    overdue = Point(CONTRACT, latest_on=date(2022, 6, 15))
    reached = Point(MilestoneKind.SITE, planned_on=date(2020, 1, 1), claimed_on=date(2022, 1, 1))
    assert delay([reached], TODAY) is None
    assert delay([reached, planned_late], TODAY) == Delay(OPERATING, 90, Against.PROMISE)
    assert delay([planned_late, behind], TODAY) == Delay(STARTED, 10, Against.PLAN)
    assert delay([planned_late, behind, overdue], TODAY) == Delay(CONTRACT, 30, Against.LATEST)
