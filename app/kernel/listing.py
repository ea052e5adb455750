"""Lists: one mechanism for a page, its export and later the API.

Keyset paging over whitelisted orders: each order has one NOT NULL key, and the id breaks ties, so that a deep
page costs what page 1 costs. A count is exact up to a cap and says "more than" beyond.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, literal, select, tuple_

from app.kernel.db import db
from app.kernel.tabular import Column
from app.kernel.text import Message

PAGE_ROWS = 50
COUNT_CAP = 1000
EXPORT_ROWS = 500

KeyValue = str | int | date | datetime
Tab = TypeVar("Tab")
#: A statement that selects rows of any shape.
Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Order:
    """A way to sort: what it is called, its NOT NULL key, and which way it runs.

    `jumps` says that a person may jump into it: to a "letter" or to a "day".
    """

    label: Message
    key: Any
    descending: bool = False
    jumps: str = ""


@dataclass(frozen=True)
class Position:
    """A place in a list: strictly after (or before) the row with this key and id; `to` is inclusive."""

    key: KeyValue
    id: int
    backward: bool = False
    inclusive: bool = False


@dataclass(frozen=True)
class ListQuery:
    """Which page of a list is asked for: an order by name and a place in it (None is the beginning)."""

    order: str = ""
    position: Position | None = None
    last: bool = False
    rows: int = PAGE_ROWS


@dataclass(frozen=True)
class Page:
    """One page of a list. `before` and `after` are None at the ends."""

    rows: Sequence[Any]
    order: str
    before: Position | None
    after: Position | None
    count: int
    is_capped: bool


class Listing:
    """The orders of one list and how to page through a statement that selects its rows."""

    def __init__(self, id_column: Any, orders: dict[str, Order], default: str) -> None:
        self.id, self.orders, self.default = id_column, orders, default

    def order_of(self, query: ListQuery) -> tuple[str, Order]:
        name = query.order if query.order in self.orders else self.default
        return name, self.orders[name]

    def page(self, statement: Rows, query: ListQuery) -> Page:
        """The page asked for, in two statements: the rows (and one more, to know whether more follow) and the count.

        A place beyond the last row shows the last page, one before the first row the first page.
        """
        name, order = self.order_of(query)
        backward = query.last or bool(query.position and query.position.backward)
        falling = order.descending != backward
        keyed = statement.add_columns(order.key.label("sort_value"), self.id.label("row_id"))
        if query.position:
            keyed = keyed.where(self._beyond(order, query.position))
        keys = (order.key, self.id)
        keyed = keyed.order_by(*(k.desc() if falling else k.asc() for k in keys)).limit(query.rows + 1)
        found = list(db.session.execute(keyed))
        if query.position and not found:
            return self.page(statement, replace(query, position=None, last=not backward))
        more = len(found) > query.rows
        rows = found[: query.rows]
        if backward:
            rows.reverse()
        has_before = more if backward else query.position is not None
        has_after = (query.position is not None and not query.last) if backward else more
        count = self.count(statement)
        return Page(
            rows=rows,
            order=name,
            before=Position(rows[0].sort_value, rows[0].row_id, backward=True) if rows and has_before else None,
            after=Position(rows[-1].sort_value, rows[-1].row_id) if rows and has_after else None,
            count=min(count, COUNT_CAP),
            is_capped=count > COUNT_CAP,
        )

    def neighbours(self, statement: Rows, order_name: str, row_id: int) -> tuple[int | None, int | None]:
        """The ids before and after a row in the list's order; None at the ends, and when the row is not in it."""
        _, order = self.order_of(ListQuery(order_name))
        keyed = statement.with_only_columns(order.key.label("sort_value"), self.id, maintain_column_froms=True)
        here = db.session.execute(keyed.where(self.id == row_id)).one_or_none()
        if here is None:
            return None, None
        found = []
        for backward in (True, False):
            falling = order.descending != backward
            keys = (k.desc() if falling else k.asc() for k in (order.key, self.id))
            beyond = self._beyond(order, Position(here.sort_value, row_id, backward=backward))
            row = db.session.execute(keyed.where(beyond).order_by(*keys).limit(1)).first()
            found.append(row[1] if row else None)
        return found[0], found[1]

    def counts(self, statements: Sequence[Rows]) -> list[int]:
        """How many rows of each of several statements, each counted no further than one beyond the cap, in one go."""
        if not statements:
            return []
        return list(db.session.execute(select(*(self._capped(one) for one in statements))).one())

    def tabs(self, tabs: Iterable[Tab], rows: Callable[[Tab], Rows], shown: Tab, page: Page) -> dict[Tab, int]:
        """How many rows stand behind each tab, up to one beyond the cap; of the one that is shown its page knows."""
        others = [tab for tab in tabs if tab != shown]
        counted = self.counts([rows(tab) for tab in others])
        return {shown: page.count + page.is_capped, **dict(zip(others, counted, strict=True))}

    def count(self, statement: Rows) -> int:
        """How many rows, counted no further than one beyond the cap."""
        return db.session.scalar(select(self._capped(statement))) or 0

    def _capped(self, statement: Rows) -> ScalarSelect[int]:
        few = statement.with_only_columns(literal(1), maintain_column_froms=True).order_by(None).limit(COUNT_CAP + 1)
        return select(func.count()).select_from(few.subquery()).scalar_subquery()

    def export(
        self, statement: Rows, columns: Sequence[Column], query: ListQuery, further: Rows | None = None
    ) -> Iterator[Sequence[Any]]:
        """The whole list in its order as these columns, then the further rows, read a few hundred at a time.

        A statement runs when the first row is asked for: a download outlives the session of its request.
        """
        cells = statement.with_only_columns(*(column.expr for column in columns), maintain_column_froms=True)
        for part in (self.sorted(cells, query), further):
            if part is not None:
                yield from db.session.execute(part, execution_options={"yield_per": EXPORT_ROWS})

    def sorted(self, statement: Rows, query: ListQuery) -> Rows:
        """The whole statement in the list's order."""
        _, order = self.order_of(query)
        return statement.order_by(*(k.desc() if order.descending else k.asc() for k in (order.key, self.id)))

    def _beyond(self, order: Order, position: Position) -> ColumnElement[bool]:
        if position.inclusive:
            edge: ColumnElement[bool] = order.key <= position.key if order.descending else order.key >= position.key
            return edge
        ours, theirs = tuple_(order.key, self.id), tuple_(position.key, position.id)
        return ours < theirs if order.descending != position.backward else ours > theirs
