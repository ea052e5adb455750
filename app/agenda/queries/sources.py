"""A kind of entry that stands on one day each: all of a span, or the first few of each day and how many there are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any

from sqlalchemy import CTE, ColumnElement, String, and_, cast, func, literal, literal_column, select, union_all
from sqlalchemy.types import TypeEngine

from app.agenda.queries.filters import AgendaFilters
from app.agenda.rules import Entry
from app.kernel.db import db
from app.kernel.listing import Rows
from app.kernel.permissions import Actor

#: So many entries of a kind a feed tells of.
MOST = 1000


@dataclass(frozen=True)
class Source:
    """Where entries of one kind come from.

    `rows` are the records that the actor may see, narrowed by the filters; `at` is the column that says when, and
    `edge` what a day begins with in it: the day itself, or an instant. `order` is that of a day, as an index has it.
    """

    rows: Callable[[Actor, AgendaFilters], Rows]
    key: Any
    at: Any
    order: Sequence[Any]
    edge: Callable[[date], date | datetime]
    entry: Callable[[Actor, Any], Entry]

    def within(self, first: date, last: date) -> ColumnElement[bool]:
        """Whether a record stands on one of the days from the first to the last."""
        return and_(self.at >= self.edge(first), self.at < self.edge(last + timedelta(days=1)))

    def all(self, actor: Actor, filters: AgendaFilters, first: date, last: date) -> list[Entry]:
        """What stands on those days, in its order."""
        found = self.rows(actor, filters).where(self.within(first, last)).order_by(self.at, self.key)
        return self._entries(actor, found.limit(MOST))

    def few(
        self, actor: Actor, filters: AgendaFilters, places: Mapping[date, int], most: int
    ) -> tuple[list[Entry], Mapping[date, int]]:
        """As many entries of each day as it has places for, and how many it has, counted up to `most`.

        Two statements, however much there is: what nobody sees is neither read nor counted to its end.
        """
        rows = self.rows(actor, filters)
        numbers = self._first_of_each_day(rows, list(places), most)
        shown = [number for day, found in numbers.items() for number in found[: places[day]]]
        entries = self._entries(actor, rows.where(self.key.in_(shown))) if shown else []
        return entries, {day: len(found) for day, found in numbers.items()}

    def _entries(self, actor: Actor, found: Rows) -> list[Entry]:
        return [self.entry(actor, row) for row in db.session.execute(found)]

    def _first_of_each_day(self, rows: Rows, asked: Sequence[date], most: int) -> dict[date, list[int]]:
        """The numbers of the first records of each day, in their order.

        Both databases can do that by a subquery for each day, whose numbers come as one text.
        """
        edges = tuple(self.edge(day) for day in (*asked, asked[-1] + timedelta(days=1)))
        days = _days_as_rows(edges, self.at.type)
        few = (
            rows.with_only_columns(self.key.label("id"))
            .where(self.at >= days.c.begins, self.at < days.c.ends)
            .order_by(*self.order)
            .limit(most)
            .correlate(days)
            .subquery()
        )
        joined = select(func.aggregate_strings(cast(few.c.id, String), ",")).scalar_subquery()
        found = db.session.execute(select(days.c.number, joined))
        return {asked[number]: [int(one) for one in text.split(",")] for number, text in found if text}


@lru_cache(maxsize=16)
def _days_as_rows(edges: tuple[date | datetime, ...], kind: TypeEngine[Any]) -> CTE:
    """A table of days, each with its number, what it begins with and what the next one begins with.

    Kept, since building it takes longer than asking the database; everybody looks at the same few months.
    """
    rows = (
        select(
            literal_column(str(number)).label("number"),
            literal(begins, kind).label("begins"),
            literal(ends, kind).label("ends"),
        )
        for number, (begins, ends) in enumerate(pairwise(edges))
    )
    return union_all(*rows).cte("days")
