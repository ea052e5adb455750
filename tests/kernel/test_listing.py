"""Lists: every row once, whichever way one walks, on both databases."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from app.kernel import listing
from app.kernel.listing import Listing, ListQuery, Order, Position
from app.kernel.text import Message
from app.policies.models import Policy

DAY = date(2022, 7, 1)
LIST = Listing(
    Policy.id,
    {
        "day": Order(Message("Oldest first"), Policy.issued_on, jumps="day"),
        "newest": Order(Message("Newest first"), Policy.issued_on, descending=True, jumps="day"),
        "name": Order(Message("Name"), Policy.number, jumps="letter"),
        "name_down": Order(Message("Name, backwards"), Policy.number, descending=True),
        "moment": Order(Message("Made"), Policy.created_at, descending=True),
    },
    "newest",
)
ALL = select(Policy.id, Policy.title_zh)


def fill(session, keys):
    """One policy for each key, the same key in every column that is sorted by."""
    session.execute(delete(Policy))
    if keys:
        session.execute(
            insert(Policy),
            [
                {
                    "id": row_id,
                    "title_zh": str(row_id),
                    "issuer_zh": "-",
                    "level": "area",
                    "version": 1,
                    "issued_on": DAY + timedelta(days=key),
                    "number": "abcdefgh"[key] + "药",
                    "created_at": datetime(2022, 7, 1, 12, tzinfo=UTC) + timedelta(seconds=key),
                    "search": "",
                }
                for row_id, key in enumerate(keys, start=1)
            ],
        )


def expected(keys, order):
    """The ids in the order of a list, worked out by hand."""
    falling = LIST.orders[order].descending
    return [row_id for _, row_id in sorted(((key, i) for i, key in enumerate(keys, start=1)), reverse=falling)]


def ids(page):
    return [row.id for row in page.rows]


def walk(order, rows, start, step):
    """The pages from `start` on, following `step`."""
    page = LIST.page(ALL, start)
    yield page
    while position := getattr(page, step):
        page = LIST.page(ALL, ListQuery(order, position, rows=rows))
        yield page


KEYS = st.lists(st.integers(0, 7), max_size=14)


@settings(max_examples=60)
@given(keys=KEYS, order=st.sampled_from(sorted(LIST.orders)), rows=st.integers(1, 5))
@example([], "day", 3)
@example([1, 1, 1, 1, 1, 1], "newest", 2)
@example([3, 1, 2], "name", 3)
def test_walking_a_list_meets_every_row_exactly_once_in_both_directions(session, keys, order, rows):
    fill(session, keys)
    forwards = list(walk(order, rows, ListQuery(order, rows=rows), "after"))
    assert [row_id for page in forwards for row_id in ids(page)] == expected(keys, order)
    backwards = list(walk(order, rows, ListQuery(order, last=True, rows=rows), "before"))
    assert [row_id for page in reversed(backwards) for row_id in ids(page)] == expected(keys, order)


@settings(max_examples=30)
@given(keys=KEYS, order=st.sampled_from(sorted(LIST.orders)), rows=st.integers(1, 4))
def test_going_on_and_back_leads_to_the_same_page(session, keys, order, rows):
    fill(session, keys)
    pages = list(walk(order, rows, ListQuery(order, rows=rows), "after"))
    for page, following in pairwise(pages):
        back = LIST.page(ALL, ListQuery(order, following.before, rows=rows))
        assert ids(back) == ids(page)
        assert (back.before is None) == (page.before is None)


def test_the_ends_of_a_list_lead_nowhere(session):
    fill(session, [0, 1, 2])
    first, last = LIST.page(ALL, ListQuery(rows=2)), LIST.page(ALL, ListQuery(last=True, rows=2))
    assert first.before is None
    assert last.after is None
    whole = LIST.page(ALL, ListQuery(rows=3))
    assert (whole.before, whole.after) == (None, None)


def test_an_order_that_does_not_exist_is_the_usual_one(session):
    fill(session, [0, 1, 2])
    page = LIST.page(ALL, ListQuery("'; DROP TABLE policies"))
    assert (page.order, ids(page)) == ("newest", [3, 2, 1])


def test_a_jump_begins_at_the_first_row_that_fits(session):
    fill(session, [0, 1, 1, 3])
    assert ids(LIST.page(ALL, ListQuery("name", Position("b", 0, inclusive=True)))) == [2, 3, 4]
    assert ids(LIST.page(ALL, ListQuery("name", Position("c", 0, inclusive=True)))) == [4]
    assert ids(LIST.page(ALL, ListQuery("newest", Position(DAY + timedelta(days=1), 0, inclusive=True)))) == [3, 2, 1]


def test_from_a_jump_one_can_go_back(session):
    fill(session, [0, 1, 1, 3])
    jumped = LIST.page(ALL, ListQuery("name", Position("d", 0, inclusive=True), rows=2))
    assert jumped.before is not None
    assert ids(LIST.page(ALL, ListQuery("name", jumped.before, rows=2))) == [2, 3]


def test_a_jump_beyond_the_last_row_shows_the_last_page(session):
    fill(session, [0, 1, 2])
    page = LIST.page(ALL, ListQuery("name", Position("x", 0, inclusive=True), rows=2))
    assert ids(page) == [2, 3]
    assert page.after is None


def test_going_back_from_the_first_row_shows_the_first_page(session):
    fill(session, [0, 1, 2])
    page = LIST.page(ALL, ListQuery("name", Position("a药", 1, backward=True), rows=2))
    assert ids(page) == [1, 2]
    assert page.before is None
    assert page.after is not None


def test_a_place_in_an_empty_list_is_an_empty_page(session):
    fill(session, [])
    for backward in (False, True):
        page = LIST.page(ALL, ListQuery("name", Position("a", 1, backward=backward)))
        assert (list(page.rows), page.before, page.after, page.count) == ([], None, None, 0)


def test_a_count_is_exact_up_to_the_cap_and_says_when_it_is_not(session, monkeypatch):
    monkeypatch.setattr(listing, "COUNT_CAP", 3)
    for rows, told in ((2, (2, False)), (3, (3, False)), (4, (3, True))):
        fill(session, range(rows))
        page = LIST.page(ALL, ListQuery())
        assert (page.count, page.is_capped) == told


def test_a_page_costs_two_statements_however_deep(session, statements):
    fill(session, [0, 1, 2, 3, 4])
    first = LIST.page(ALL, ListQuery(rows=2))
    with statements() as ran:
        LIST.page(ALL, ListQuery(position=first.after, rows=2))
    assert len(ran) == 2


@pytest.mark.parametrize("order", sorted(LIST.orders))
def test_an_export_runs_in_the_order_of_its_list(session, order):
    keys = [2, 0, 1, 1]
    fill(session, keys)
    assert list(session.scalars(LIST.sorted(ALL, ListQuery(order)))) == expected(keys, order)
