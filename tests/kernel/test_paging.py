"""The address of a list: cursors that nobody can forge, filters that are named when they are wrong."""

from datetime import UTC, date, datetime
from typing import Any, Self

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, model_validator
from sqlalchemy import select

from app.kernel.fields import OptionalDay, OptionalLine, OptionalRecordId, wrong
from app.kernel.listing import Listing, ListQuery, Order, Page, Position
from app.kernel.paging import ListLinks, read_filters, read_query, write_cursor
from app.kernel.text import Message
from app.policies.models import Policy

LIST = Listing(
    Policy.id,
    {
        "newest": Order(Message("Newest first"), Policy.issued_on, descending=True, jumps="day"),
        "made": Order(Message("Made"), Policy.created_at, jumps="day"),
        "latest": Order(Message("Latest"), Policy.created_at, descending=True, jumps="day"),
        "name": Order(Message("Name"), Policy.number, jumps="letter"),
        "plain": Order(Message("Plain"), Policy.version),
    },
    "newest",
)
FIRST = ListQuery("newest")


class Filters(BaseModel):
    model_config = ConfigDict(extra="ignore")

    q: OptionalLine = None
    sector: OptionalRecordId = None
    since: OptionalDay = None
    until: OptionalDay = None
    archived: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.until < self.since:
            raise wrong(Message("The days are the wrong way round."), at="until")
        return self


@pytest.fixture
def ask(bare_app: Flask):
    """What `read_query` makes of an address."""

    def read(**asked: str) -> ListQuery:
        with bare_app.test_request_context("/policies/", query_string=asked):
            return read_query(LIST)

    return read


@pytest.fixture
def cursor(bare_app: Flask):
    def write(order: str, position: Position) -> str:
        with bare_app.app_context():
            return write_cursor(order, position)

    return write


@pytest.mark.parametrize(
    ("order", "key"),
    [
        ("newest", date(2022, 7, 15)),
        ("made", datetime(2022, 7, 15, 6, 30, 0, 123456, tzinfo=UTC)),
        ("name", "云政发〔2021〕15号 & ?#/"),
        ("plain", 2**53),
    ],
)
@pytest.mark.parametrize("backward", [False, True])
def test_a_cursor_comes_back_as_the_place_it_stands_for(ask, cursor, order, key, backward):
    place = Position(key, 7, backward)
    assert ask(order=order, at=cursor(order, place)) == ListQuery(order, place)


@pytest.mark.parametrize(
    "forged", ["", "x", "WyJuZXdlc3QiXQ", "WyJuZXdlc3QiLCJ2IiwieCIsMSxmYWxzZV0.AAAA", "....", "\x00", "é" * 300]
)
def test_a_forged_cursor_leads_to_the_first_page(ask, forged):
    assert ask(at=forged) == FIRST


@given(forged=st.text(max_size=80))
def test_no_cursor_at_all_raises(ask, forged):
    assert ask(at=forged) == FIRST


def test_a_cursor_changed_in_one_letter_leads_to_the_first_page(ask, cursor):
    good = cursor("newest", Position(date(2022, 7, 15), 7))
    for place in range(0, len(good), 7):
        letter = "A" if good[place] != "A" else "B"
        assert ask(at=good[:place] + letter + good[place + 1 :]) == FIRST


def test_a_cursor_of_another_order_leads_to_the_first_page(ask, cursor):
    assert ask(order="name", at=cursor("newest", Position(date(2022, 7, 15), 7))) == ListQuery("name")


def test_a_cursor_signed_by_another_installation_leads_to_the_first_page(ask, cursor, bare_app, monkeypatch):
    good = cursor("newest", Position(date(2022, 7, 15), 7))
    monkeypatch.setitem(bare_app.config, "SECRET_KEY", "another")
    assert ask(at=good) == FIRST


def test_an_unknown_order_is_the_usual_one(ask):
    assert ask(order="issued_on;--") == FIRST


def test_the_last_page_can_be_asked_for(ask):
    assert ask(order="name", last="1") == ListQuery("name", last=True)


def test_a_letter_leads_to_the_names_that_begin_with_it(ask):
    assert ask(order="name", jump="Kunming") == ListQuery("name", Position("k", 0, inclusive=True))


def test_a_day_leads_to_its_place(ask):
    assert ask(jump="2022年7月15日") == ListQuery("newest", Position(date(2022, 7, 15), 0, inclusive=True))


def test_a_day_in_a_list_of_instants_is_the_whole_day_of_the_park(ask):
    begins = datetime(2022, 7, 14, 16, 0, tzinfo=UTC)
    ends = datetime(2022, 7, 15, 15, 59, 59, 999999, tzinfo=UTC)
    assert ask(order="made", jump="2022-07-15") == ListQuery("made", Position(begins, 0, inclusive=True))
    assert ask(order="latest", jump="2022-07-15") == ListQuery("latest", Position(ends, 0, inclusive=True))


@pytest.mark.parametrize(("order", "jump"), [("newest", "x"), ("newest", "2022-02-30"), ("plain", "k"), ("name", "")])
def test_a_jump_that_leads_nowhere_is_the_first_page(ask, order, jump):
    assert ask(order=order, jump=jump) == ListQuery(order)


@pytest.mark.parametrize("order", ["name", "newest", "made", "latest", "plain"])
def test_any_jump_can_be_asked_of_the_database(app, order):
    for jump in (
        "\x00",
        "\x00k",
        "%",
        "_",
        "😀",
        "国",
        "'",
        "9",
        "\ud7ff",
        "ÿ",
        "2022-07-15",
        "2100-12-31",
        "0001-01-01",
    ):
        with app.test_request_context("/policies/", query_string={"order": order, "jump": jump}):
            LIST.page(select(Policy.id), read_query(LIST))


def read(app: Flask, **asked: str) -> tuple[Filters, list[str]]:
    with app.test_request_context("/policies/", query_string=asked, headers={"Accept-Language": "en"}):
        return read_filters(Filters)


def test_filters_are_read_from_the_address(bare_app):
    filters, problems = read(bare_app, q=" 国药 ", sector="7", archived="true", page="3", since="2022/7/1")
    assert filters == Filters(q=" 国药 ", sector=7, archived=True, since=date(2022, 7, 1))
    assert problems == []


def test_a_wrong_filter_is_left_out_and_named_and_the_others_stay(bare_app):
    filters, problems = read(bare_app, q="国药", sector="abc", since="2022-02-30")
    assert filters == Filters(q="国药")
    assert sorted(problems) == [
        "The filter “2022-02-30” is not valid and was left out.",
        "The filter “abc” is not valid and was left out.",
    ]


def test_filters_that_do_not_go_together_are_left_out(bare_app):
    filters, problems = read(bare_app, q="国药", since="2022-07-15", until="2022-07-01")
    assert filters == Filters(q="国药", since=date(2022, 7, 15))
    assert problems == ["The filter “2022-07-01” is not valid and was left out."]


@given(asked=st.dictionaries(st.sampled_from(sorted(Filters.model_fields)), st.text(max_size=40)))
def test_no_filter_at_all_raises(bare_app, asked):
    read(bare_app, **asked)


def links(app: Flask, asked: dict[str, str], **page: Any) -> ListLinks:
    """The links around a page, of a reader of English."""
    whole = {"rows": [], "order": "newest", "before": None, "after": None, "count": 0, "is_capped": False} | page
    with app.test_request_context("/policies/", query_string=asked):
        filters, _ = read_filters(Filters)
        return ListLinks(LIST, Page(**whole), filters)


def test_every_link_keeps_the_filters(bare_app):
    place = Position(date(2022, 7, 15), 7)
    with bare_app.test_request_context("/policies/", query_string={"q": "国药 & co", "archived": "1"}):
        filters, _ = read_filters(Filters)
        found = ListLinks(LIST, Page([], "newest", place, place, 5, False), filters)
        addresses = [found.first, found.before, found.after, found.last, found.export("csv")]
        addresses += [href for _, href, _ in found.orders()]
    assert all(
        "q=%E5%9B%BD%E8%8D%AF+%26+co" in str(address) and "archived=True" in str(address) for address in addresses
    )


def test_a_filter_can_be_taken_off(bare_app):
    with bare_app.test_request_context("/policies/", query_string={"q": "国药", "sector": "7"}):
        filters, _ = read_filters(Filters)
        found = ListLinks(LIST, Page([], "newest", None, None, 5, False), filters)
        assert found.without("q") == "/policies/?order=newest&sector=7"


def test_the_ends_have_no_links_and_the_count_says_when_it_is_capped(bare_app):
    found = links(bare_app, {}, count=1000, is_capped=True)
    assert (found.first, found.before, found.after, found.last) == (None, None, None, None)
    assert found.count_text == "1,000+"
    assert links(bare_app, {}, count=1000).count_text == "1,000"


def test_letters_are_offered_where_the_list_runs_by_name(bare_app):
    with bare_app.test_request_context("/policies/"):
        by_name = ListLinks(LIST, Page([], "name", None, None, 0, False), Filters())
        assert [letter for letter, _ in by_name.letters()] == list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        assert next(by_name.letters())[1] == "/policies/?order=name&jump=a"
        assert list(ListLinks(LIST, Page([], "newest", None, None, 0, False), Filters()).letters()) == []
