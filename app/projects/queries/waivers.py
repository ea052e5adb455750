"""Waivers and the open items that they leave."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import User
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.listing import Rows
from app.kernel.permissions import Actor
from app.projects.models import MilestoneKind, Project, Stage, WaivedItem, Waiver, WaiverState
from app.projects.queries.lists import Officer, OfficerUser
from app.projects.queries.scope import visible_clause

SHOWN_ITEMS = 200


def waivers_of(actor: Actor, project_id: int) -> Sequence[Waiver]:
    """Every waiver of a project that the actor sees fully, with its items, the newest first."""
    found = select(Waiver).join(Project, Project.id == Waiver.project_id)
    found = found.where(Waiver.project_id == project_id, visible_clause(actor)).order_by(Waiver.id.desc())
    return db.session.scalars(found.options(selectinload(Waiver.items), *_people())).all()


def get_waiver(actor: Actor, waiver_id: int) -> Waiver:
    """One waiver with its items and its project; NotFound when that is hidden."""
    found = select(Waiver).join(Project, Project.id == Waiver.project_id)
    found = found.where(Waiver.id == waiver_id, visible_clause(actor))
    waiver = db.session.scalar(found.options(selectinload(Waiver.items), joinedload(Waiver.project), *_people()))
    if waiver is None:
        raise NotFound
    return waiver


def get_item(actor: Actor, item_id: int) -> WaivedItem:
    """One open or settled item; NotFound when its project is hidden."""
    found = select(WaivedItem).join(Project, Project.id == WaivedItem.project_id)
    item = db.session.scalar(found.where(WaivedItem.id == item_id, visible_clause(actor)))
    if item is None:
        raise NotFound
    return item


def standing_waiver(
    project_id: int, states: Sequence[WaiverState], *, stage: Stage | None, milestone: MilestoneKind | None
) -> Waiver | None:
    """The newest waiver of a project for this stage or milestone in one of these states."""
    found = select(Waiver).where(Waiver.project_id == project_id, Waiver.state.in_(states))
    found = found.where(Waiver.stage == stage, Waiver.milestone == milestone)
    return db.session.scalar(found.options(selectinload(Waiver.items)).order_by(Waiver.id.desc()).limit(1))


def is_waived(project: Project, change_id: int) -> bool:
    """Whether a waiver explains this move of the project."""
    found = select(Waiver.id).where(Waiver.project_id == project.id, Waiver.stage_change_id == change_id)
    return db.session.scalar(found.limit(1)) is not None


def requests(actor: Actor) -> Sequence[Waiver]:
    """Waivers that wait for a decision, of projects that the actor sees fully, the oldest first."""
    found = select(Waiver).join(Project, Project.id == Waiver.project_id)
    found = found.where(Waiver.state == WaiverState.REQUESTED, visible_clause(actor)).order_by(Waiver.requested_at)
    options = (selectinload(Waiver.items), joinedload(Waiver.project), *_people())
    return db.session.scalars(found.options(*options).limit(SHOWN_ITEMS)).all()


def open_items(actor: Actor, *, project_id: int | None = None) -> Sequence[Row[Any]]:
    """Open items (容缺事项) of projects that the actor sees fully, what is to be settled first at the top."""
    found: Rows = (
        select(
            WaivedItem.id,
            WaivedItem.condition,
            WaivedItem.opened_on,
            WaivedItem.settle_by,
            WaivedItem.version,
            Waiver.reason,
            Project.id.label("project_id"),
            Project.code,
            Project.name_zh,
            Project.name_en,
            Project.stage,
            Officer.name.label("officer_name"),
            Officer.name_en.label("officer_name_en"),
        )
        .join(Waiver, Waiver.id == WaivedItem.waiver_id)
        .join(Project, Project.id == WaivedItem.project_id)
        .join(OfficerUser, OfficerUser.id == Project.officer_id)
        .join(Officer, Officer.id == OfficerUser.person_id)
        .where(*is_open(), visible_clause(actor))
        .order_by(WaivedItem.settle_by, WaivedItem.id)
    )
    if project_id is not None:
        found = found.where(WaivedItem.project_id == project_id)
    return db.session.execute(found.limit(SHOWN_ITEMS)).all()


def count_open_items(actor: Actor, *, overdue_on: date | None = None) -> int:
    """How many items are open; with a day only those that should have been settled before it."""
    counted = select(func.count(WaivedItem.id)).join(Project, Project.id == WaivedItem.project_id)
    counted = counted.where(*is_open(), visible_clause(actor))
    if overdue_on is not None:
        counted = counted.where(WaivedItem.settle_by < overdue_on)
    return db.session.scalar(counted) or 0


def open_items_of(ids: Sequence[int]) -> Sequence[WaivedItem]:
    """The open items of these projects, to settle them."""
    return db.session.scalars(select(WaivedItem).where(*is_open(), WaivedItem.project_id.in_(ids))).all()


def projects_with_open_items(after: int, limit: int) -> Sequence[int]:
    """Ids of projects with open items, in their order, beginning after one."""
    found = select(WaivedItem.project_id).where(*is_open(), WaivedItem.project_id > after).distinct()
    return db.session.scalars(found.order_by(WaivedItem.project_id).limit(limit)).all()


def is_open() -> tuple[ColumnElement[bool], ...]:
    """The item waits to be settled. Its id is looked for by itself: else SQLite begins with all the projects."""
    conditions = WaivedItem.opened_on.is_not(None), WaivedItem.settled_at.is_(None)
    return *conditions, WaivedItem.id.in_(select(WaivedItem.id).where(*conditions).correlate(None))


def _people() -> tuple[Any, ...]:
    return tuple(
        joinedload(who).joinedload(User.person) for who in (Waiver.requested_by, Waiver.first_by, Waiver.second_by)
    )
