"""What others may know of a masked project: codename, sector, amount band and stage, and nothing else.

Together with `visible_to` this is all that a list may show somebody (domain.md §1 calls both `listed_to`). The two
never stand in one statement: a masked row has no number, no link, no place among the others that a hidden value
could betray, and is found by nothing but what it shows. See docs/decisions/0011.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, false, func, literal, null, select

from app.kernel.db import Code, db
from app.kernel.listing import Rows
from app.kernel.permissions import Actor, Can
from app.kernel.tabular import Column
from app.projects import rules
from app.projects.models import Disclosure, Project
from app.projects.queries.lists import ProjectFilters
from app.projects.queries.scope import hidden_clause
from app.vocabularies import queries as vocabularies
from app.vocabularies.models import Sector

#: Masked rows on one page of the list; the register has them all.
SHOWN_ROWS = 200

#: The band of the total investment, as its lower bound in fen; NULL while no amount is known.
AMOUNT_BAND: ColumnElement[Any] = case(
    *((Project.total_fen >= bound, bound) for bound in rules.AMOUNT_BANDS), else_=null()
)

#: Everything of a masked project that others see; the sector by its names.
_SHOWN = (Project.codename, Project.sector_id, AMOUNT_BAND, Project.stage)
#: The filters that ask for nothing else.
_FINDABLE_BY = {"stage", "sector"}


def _knows_some(actor: Actor) -> bool:
    """Whether the actor may list masked projects, and does not see all of them anyway."""
    may_list = actor.may(Can.SEE_PROJECTS) and actor.may(Can.LIST_MASKED)
    return may_list and actor.reach(Can.SEE_CONFIDENTIAL) is not None


def masked_clause(actor: Actor) -> ColumnElement[bool]:
    """The rule "the actor may know this project by its codename only"."""
    if not _knows_some(actor):
        return false()
    # The word itself, not a parameter: so that SQLite uses the index over the masked ones.
    masked = literal(Disclosure.MASKED, Code(Disclosure), literal_execute=True)
    return and_(Project.disclosure == masked, hidden_clause(actor), Project.archived_at.is_(None))


def masked_to(actor: Actor, filters: ProjectFilters) -> Rows:
    """The masked rows that fit, by codename: a filter for anything hidden, and any search, finds none of them.

    Their status is hidden too, so that they stay listed when they are closed.
    """
    found: Rows = (
        select(
            Project.codename,
            Sector.name_zh.label("sector_zh"),
            Sector.name_en.label("sector_en"),
            AMOUNT_BAND.label("band"),
            Project.stage,
        )
        .outerjoin(Sector, Sector.id == Project.sector_id)
        .where(masked_clause(actor))
        .order_by(*_SHOWN)
    )
    if filters.model_dump(exclude_defaults=True).keys() - _FINDABLE_BY:
        return found.where(false())
    if filters.stage:
        found = found.where(Project.stage == filters.stage)
    if filters.sector:
        found = found.where(Project.sector_id.in_(vocabularies.subtree(filters.sector)))
    return found


def masked_rows(actor: Actor, filters: ProjectFilters) -> Sequence[Row[Any]]:
    """What the page of the list shows of them; one row more than `SHOWN_ROWS` when there are more."""
    if not _knows_some(actor):
        return ()
    return db.session.execute(masked_to(actor, filters).limit(SHOWN_ROWS + 1)).all()


def masked_register(actor: Actor, filters: ProjectFilters, columns: Sequence[Column]) -> Rows:
    """The masked rows in the columns of the register, every cell empty but those that are shown."""
    cells = (column.expr if any(column.expr is shown for shown in _SHOWN) else null() for column in columns)
    return masked_to(actor, filters).with_only_columns(*cells, maintain_column_froms=True)


def count_masked(actor: Actor) -> int:
    """How many projects the actor knows by their codename only."""
    if not _knows_some(actor):
        return 0
    return db.session.scalar(select(func.count()).select_from(Project).where(masked_clause(actor))) or 0
