"""The response clock of leads: working days to answer, judge and feed back, and who sees what is late."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar.rules import Workdays
from app.kernel import clock
from app.projects import queries
from app.projects.rules.response import Response, clocks, owed

LIMITS = {Response.ANSWERED: 1, Response.JUDGED: 3, Response.FED_BACK: 7}
FRIDAY, MONDAY, TUESDAY = date(2022, 7, 15), date(2022, 7, 18), date(2022, 7, 19)
days = st.dates(date(2021, 1, 1), date(2025, 12, 31))


def test_a_lead_of_friday_has_until_monday_for_its_answer():
    on = {day: clocks(FRIDAY, {}, LIMITS, Workdays(), day)[0] for day in (FRIDAY, MONDAY, TUESDAY)}
    assert [on[day].late for day in on] == [0, 0, 1]
    assert on[FRIDAY].due_on == MONDAY


def test_what_was_done_late_stays_late_and_what_is_owed_is_the_first_that_is_missing():
    steps = clocks(FRIDAY, {Response.ANSWERED: TUESDAY}, LIMITS, Workdays(), date(2022, 9, 1))
    assert (steps[0].late, steps[0].is_owed) == (1, False)
    due = owed(steps)
    assert due is not None
    assert due.step is Response.JUDGED
    assert owed(clocks(FRIDAY, dict.fromkeys(Response, MONDAY), LIMITS, Workdays(), MONDAY)) is None


@given(days, days, st.integers(0, 20))
def test_a_step_is_late_exactly_after_its_due_day(received, today, limit):
    calendar = Workdays()
    for step in clocks(received, {}, dict.fromkeys(Response, limit), calendar, max(received, today)):
        assert (step.late > 0) == (calendar.between(step.due_on, max(received, today)) > 0)


@pytest.mark.parametrize(
    ("done", "shown_on"),
    [
        ({}, {FRIDAY: "answered_on", date(2022, 7, 21): "answered_on"}),
        ({"answered_on": FRIDAY}, {FRIDAY: None, date(2022, 7, 20): None, date(2022, 7, 21): "judged_on"}),
        ({"answered_on": FRIDAY, "judged_on": MONDAY}, {date(2022, 7, 26): None, date(2022, 7, 27): "fed_back_on"}),
        ({"answered_on": FRIDAY, "judged_on": MONDAY, "fed_back_on": MONDAY}, {date(2022, 9, 1): None}),
    ],
)
def test_my_desk_shows_what_nobody_answered_and_what_is_late(officer, make, done, shown_on):
    clock.freeze(datetime(2022, 7, 18, 2, tzinfo=UTC))
    make(received_on=FRIDAY.isoformat(), **{name: day.isoformat() for name, day in done.items()})
    for day, step in shown_on.items():
        clock.freeze(datetime(day.year, day.month, day.day, 2, tzinfo=UTC))
        assert [lead.clock.step for lead in queries.waiting_leads(officer)] == ([step] if step else [])


def test_the_desk_asks_as_much_for_thirty_leads_as_for_three(officer, make, statements):
    counts: list[int] = []
    for more in (3, 27):
        for number in range(more):
            make(name_zh=f"线索{len(counts)}{number}", received_on="2022-01-10")
        with statements() as ran:
            queries.waiting_leads(officer, limit=50)
        counts.append(len(ran))
    assert counts[0] >= counts[1]
