"""The door's side of lists: reading order, place and filters from the address, and writing links back."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Generic, TypeVar

from flask import current_app, request, url_for
from itsdangerous import BadData, URLSafeSerializer
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from app.kernel import clock
from app.kernel.db import UtcDateTime
from app.kernel.fields import Day
from app.kernel.listing import Listing, ListQuery, Order, Page, Position, Rows
from app.kernel.text import Message, is_clean
from app.kernel.words import say

F = TypeVar("F", bound=BaseModel)
_DAY: TypeAdapter[date] = TypeAdapter(Day)


class NoFilters(BaseModel):
    """For a list that is not narrowed."""


def read_query(listing: Listing) -> ListQuery:
    """The page asked for by `order`, `at` (a signed cursor), `jump` (a letter or a day) and `last`.

    A cursor that is forged, stale or of another order leads to the first page.
    """
    name, order = listing.order_of(ListQuery(request.args.get("order", "")))
    if "last" in request.args:
        return ListQuery(name, last=True)
    return ListQuery(name, _read_cursor(name) or _read_jump(order))


def read_filters(filters: type[F]) -> tuple[F, list[str]]:
    """The filters in the address. A value that is not valid is left out and named in the second part."""
    asked = {name: request.args[name] for name in filters.model_fields if request.args.get(name, "").strip()}
    try:
        return filters.model_validate(asked), []
    except ValidationError as flaws:
        bad = {_flawed(flaw) for flaw in flaws.errors()} & asked.keys() or set(asked)
    sound = filters.model_validate({name: value for name, value in asked.items() if name not in bad})
    return sound, [
        say(Message("The filter “%(value)s” is not valid and was left out.", value=asked[b][:40])) for b in bad
    ]


def filter_values(filters: BaseModel) -> dict[str, Any]:
    """The filters that say something, as they stand in an address."""
    return filters.model_dump(mode="json", exclude_none=True, exclude_defaults=True)


def read_position(order: str) -> Position | None:
    """The place in a list of this order that the address asks for by `at`; None for the beginning."""
    return _read_cursor(order)


def _flawed(flaw: ErrorDetails) -> str:
    """The filter that a flaw is about; a rule over several names the one `at` which it shows."""
    return str(flaw["loc"][0] if flaw["loc"] else flaw.get("ctx", {}).get("at", ""))


class ListLinks:
    """The links around one page of a list; every link keeps the filters in the address.

    `file` is the endpoint that sends the same rows, the room's `export` unless named.
    """

    def __init__(self, listing: Listing, page: Page, filters: BaseModel, *, file: str = "") -> None:
        self.listing, self.page = listing, page
        self.file = file or f"{request.blueprint}.export"
        self.filters = filter_values(filters)

    @property
    def count_text(self) -> str:
        """`312`, or `1,000+` beyond the cap."""
        return f"{self.page.count:,}+" if self.page.is_capped else f"{self.page.count:,}"

    @property
    def first(self) -> str | None:
        return self._href() if self.page.before else None

    @property
    def before(self) -> str | None:
        return self._at(self.page.before)

    @property
    def after(self) -> str | None:
        return self._at(self.page.after)

    @property
    def last(self) -> str | None:
        return self._href(last="1") if self.page.after else None

    @property
    def order(self) -> str:
        return self.page.order

    def orders(self) -> Iterator[tuple[str, str, bool]]:
        """Each way to sort, as (label, link, is it the present one)."""
        for name, order in self.listing.orders.items():
            yield say(order.label), self._href(order=name), name == self.page.order

    def letters(self) -> Iterator[tuple[str, str]]:
        """Links to each initial letter, where the present order runs by name."""
        if self.listing.orders[self.page.order].jumps == "letter":
            yield from ((letter.upper(), self._href(jump=letter)) for letter in "abcdefghijklmnopqrstuvwxyz")

    def export(self, kind: str) -> str:
        """The link to exactly these rows as `xlsx` or `csv`."""
        return url_for(self.file, kind=kind, order=self.page.order, **self.filters)

    def without(self, name: str) -> str:
        """The list with one filter taken off."""
        return self._href(**{name: None})

    def _at(self, position: Position | None) -> str | None:
        return self._href(at=write_cursor(self.page.order, position)) if position else None

    def _href(self, **changes: Any) -> str:
        kept = {"order": self.page.order, **self.filters, **changes}
        values = {**(request.view_args or {}), **{k: v for k, v in kept.items() if v is not None}}
        return url_for(request.endpoint or "", **values)


@dataclass(frozen=True)
class OpenList(Generic[F]):
    """A list as the address asks for it: the valid filters, sentences about the others, the page, its links."""

    filters: F
    problems: list[str]
    page: Page
    links: ListLinks

    @property
    def ids(self) -> list[int]:
        """The records on the page, for what else is looked up about them."""
        return [row.id for row in self.page.rows]

    def words(self) -> dict[str, Any]:
        """What the template of every list is given."""
        return {"page": self.page, "links": self.links, "filters": self.filters, "problems": self.problems}


def open_list(listing: Listing, filters: type[F], rows: Callable[[F], Rows], *, file: str = "") -> OpenList[F]:
    """Read filters, order and place from the address and look that page up. `file` as in `ListLinks`."""
    asked, problems = read_filters(filters)
    page = listing.page(rows(asked), read_query(listing))
    return OpenList(asked, problems, page, ListLinks(listing, page, asked, file=file))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="list-cursor")


def write_cursor(order: str, position: Position) -> str:
    """A place in a list as an opaque signed word."""
    key = position.key
    kind = "t" if isinstance(key, datetime) else "d" if isinstance(key, date) else "v"
    value = key.isoformat() if isinstance(key, date) else key
    return str(_signer().dumps([order, kind, value, position.id, position.backward]))


def _read_cursor(order: str) -> Position | None:
    try:
        made_for, kind, value, row_id, backward = _signer().loads(request.args.get("at", ""))
    except (BadData, ValueError, TypeError):
        return None
    if made_for != order:
        return None
    readers: Mapping[str, Any] = {"t": datetime.fromisoformat, "d": date.fromisoformat, "v": lambda v: v}
    return Position(readers[kind](value), row_id, bool(backward))


def _read_jump(order: Order) -> Position | None:
    target = request.args.get("jump", "").strip().lower()
    if not target or not is_clean(target) or not order.jumps:
        return None
    if order.jumps == "letter":
        return Position(target[0], 0, inclusive=True)
    try:
        return Position(_edge_of(_DAY.validate_python(target), order), 0, inclusive=True)
    except ValueError:
        return None


def _edge_of(day: date, order: Order) -> date:
    """Where a day begins in the order: an instant of the park's clock where the list is sorted by instants."""
    if not isinstance(order.key.type, UtcDateTime):
        return day
    midnight = clock.at_park(datetime.combine(day, time.min))
    return midnight + timedelta(days=1) - datetime.resolution if order.descending else midnight
