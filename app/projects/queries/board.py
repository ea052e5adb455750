"""The board: the projects of each stage, the last changed first, with what a card says of them.

A fixed number of statements, whatever the number of projects: each column reads no further than its cards, along the
index over stage and change; counts and money come from one walk over the index that the dashboard uses.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select, union_all

from app.kernel import settings
from app.kernel.db import db
from app.kernel.listing import ListQuery, Position
from app.kernel.permissions import Actor
from app.projects import rules
from app.projects.models import Milestone, MilestoneKind, Project, Stage
from app.projects.queries.dwell import days_in_stage
from app.projects.queries.lights import signals
from app.projects.queries.lists import LIST, ProjectFilters, listing, narrowed
from app.projects.queries.lists import rows as rows_of
from app.projects.queries.masked import masked_rows
from app.projects.queries.scope import answers_for, visible_clause
from app.projects.rules import Signal

#: Cards of a column before one asks for more.
CARDS = 30
#: Chips of milestones on a card: the last ones.
_CHIPS = 2


@dataclass(frozen=True)
class Chip:
    """A milestone that happened, and whether somebody else has verified it."""

    kind: MilestoneKind
    is_verified: bool


@dataclass(frozen=True)
class Card:
    """A project on the board. `limit` is how many days its stage usually takes, None where nobody asks."""

    row: Row[Any]
    days: int
    limit: int | None
    signal: Signal
    chips: Sequence[Chip]

    @property
    def pace(self) -> str:
        """`warn` beyond the limit, `bad` beyond twice the limit."""
        if self.limit is None or self.days <= self.limit:
            return ""
        return "bad" if self.days > 2 * self.limit else "warn"


@dataclass(frozen=True)
class Column:
    """A stage with all its projects counted, its first cards, and where the next ones begin."""

    stage: Stage
    count: int
    total_fen: int
    cards: Sequence[Card]
    after: Position | None
    masked: Sequence[Row[Any]]


def board(actor: Actor, filters: ProjectFilters, stages: Collection[Stage] = tuple(Stage)) -> list[Column]:
    """The columns of these stages with their first cards."""
    found = _first(actor, filters, stages)
    cards = {card.row.id: card for card in _cards(actor, [row.id for row in found])}
    counted = figures(actor, filters)
    masked = masked_rows(actor, filters)
    columns = []
    for stage in stages:
        rows = [row for row in found if row.stage is stage and row.id in cards]
        shown = rows[:CARDS]
        after = Position(shown[-1].updated_at, shown[-1].id) if len(rows) > CARDS else None
        count, total_fen = counted.get(stage, (0, 0))
        hidden = [row for row in masked if row.stage is stage]
        columns.append(Column(stage, count, total_fen, [cards[row.id] for row in shown], after, hidden))
    return columns


def more_cards(
    actor: Actor, filters: ProjectFilters, stage: Stage, position: Position | None
) -> tuple[list[Card], Position | None]:
    """The next cards of a column, and where those after them begin."""
    statement = listing(actor, filters).where(Project.stage == stage)
    page = LIST.page(statement, ListQuery("changed", position, rows=CARDS))
    return _cards(actor, [row.id for row in page.rows]), page.after


def figures(actor: Actor, filters: ProjectFilters) -> dict[Stage, tuple[int, int]]:
    """How many projects fit in each stage, and their money in fen."""
    found = (
        select(Project.stage, func.count(), func.sum(Project.total_fen))
        .where(visible_clause(actor), *narrowed(actor, filters))
        .group_by(Project.stage)
    )
    return {stage: (count, int(total or 0)) for stage, count, total in db.session.execute(found)}


def _first(actor: Actor, filters: ProjectFilters, stages: Collection[Stage]) -> Sequence[Row[Any]]:
    """Id, stage and last change of the first projects of each stage, and of one more."""
    seen = select(Project.id, Project.stage, Project.updated_at).where(visible_clause(actor), *narrowed(actor, filters))
    newest = seen.order_by(Project.updated_at.desc(), Project.id.desc()).limit(CARDS + 1)
    parts = [newest.where(Project.stage == stage).subquery() for stage in stages]
    return db.session.execute(union_all(*(select(part) for part in parts))).all()


def _cards(actor: Actor, ids: Sequence[int]) -> list[Card]:
    """The cards of these projects in their order."""
    if not ids:
        return []
    shown = rows_of(actor).add_columns(answers_for(actor).label("may_edit"))
    rows = {row.id: row for row in db.session.execute(shown.where(Project.id.in_(ids)))}
    days, lights, chips = days_in_stage(ids), signals(ids), _chips(ids)
    limits = {stage: settings.read(setting) for stage, setting in rules.STAGE_DAYS.items()}
    return [
        Card(row, days[number], limits.get(row.stage), lights[number], chips.get(number, ()))
        for number in ids
        if (row := rows.get(number))
    ]


def _chips(ids: Sequence[int]) -> Mapping[int, Sequence[Chip]]:
    """The last milestones that happened to each of these projects, in the order in which they happened."""
    happened = select(Milestone.project_id, Milestone.kind, Milestone.verified_at).where(
        Milestone.project_id.in_(ids), Milestone.claimed_on.is_not(None)
    )
    found: dict[int, list[Chip]] = {}
    for row in db.session.execute(happened.order_by(Milestone.claimed_on, Milestone.id)):
        found.setdefault(row.project_id, []).append(Chip(row.kind, row.verified_at is not None))
    return {number: chips[-_CHIPS:] for number, chips in found.items()}
