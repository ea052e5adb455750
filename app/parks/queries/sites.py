"""Single sites, and the tree in which they lie: for everybody who may see sites."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Select, literal, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Unit
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.listing import Rows
from app.kernel.permissions import Actor, Can
from app.kernel.search import few
from app.parks.models import Site
from app.parks.queries.claims import status_of


@dataclass
class Branch:
    """A site in the tree with those that lie in it."""

    row: Row[Any]
    inner: list["Branch"] = field(default_factory=list)


def visible_to(actor: Actor) -> Select[Site]:
    """Sites the actor may see, archived ones too."""
    return select(Site).where(literal(actor.may(Can.SEE_SITES)))


def find(actor: Actor, site_id: int) -> Site | None:
    """A site with its park, what it lies in and its sectors."""
    inner = joinedload(Site.park), joinedload(Site.parent), selectinload(Site.sectors)
    return db.session.scalar(visible_to(actor).where(Site.id == site_id).options(*inner))


def get(actor: Actor, site_id: int) -> Site:
    site = find(actor, site_id)
    if site is None:
        raise NotFound
    return site


def tree(actor: Actor, *, park_id: int | None = None, root_id: int | None = None) -> list[Branch]:
    """The sites in use of a park, or of one tree, as branches in the order of their codes. One statement."""
    found: Rows = visible_to(actor).with_only_columns(
        Site.id,
        Site.parent_id,
        Site.kind,
        Site.code,
        Site.name_zh,
        Site.name_en,
        Site.area,
        Site.plan,
        status_of(actor).label("status"),
    )
    found = found.where(Site.park_id == park_id if park_id else Site.root_id == root_id, Site.archived_at.is_(None))
    branches = {row.id: Branch(row) for row in db.session.execute(found.order_by(Site.code, Site.id))}
    roots: list[Branch] = []
    for branch in branches.values():
        above = branches.get(branch.row.parent_id)
        (above.inner if above else roots).append(branch)
    return roots


def options(actor: Actor, text: str, *, park_id: int | None = None, limit: int = 12) -> Sequence[Row[Any]]:
    """Sites in use by code or name, with their park; without a text the first by code."""
    found: Rows = (
        visible_to(actor)
        .with_only_columns(
            Site.id,
            Site.kind,
            Site.code,
            Site.name_zh,
            Site.name_en,
            Unit.name_zh.label("park_zh"),
            Unit.name_en.label("park_en"),
        )
        .join(Unit, Unit.id == Site.park_id)
        .where(Site.archived_at.is_(None))
    )
    if text.strip():
        found = found.where(or_(Site.code == text.strip(), Site.id.in_(few(Site.search, text))))
    if park_id:
        found = found.where(Site.park_id == park_id)
    return db.session.execute(found.order_by(Site.code, Site.id).limit(limit)).all()
