"""What happened to a project, row by row, and what is due."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.kernel.db import db
from app.kernel.listing import Rows
from app.kernel.permissions import Actor
from app.projects.models import CLOSED_STATUSES, Milestone, MilestoneEvent, Project, StageChange
from app.projects.queries.lists import Officer, OfficerUser
from app.projects.queries.scope import visible_clause, visible_to


def stage_changes(actor: Actor, project_id: int) -> Sequence[StageChange]:
    """Every move of a project that the actor may see, the newest first."""
    seen = visible_to(actor).with_only_columns(Project.id).where(Project.id == project_id)
    found = select(StageChange).where(StageChange.project_id.in_(seen))
    found = found.options(joinedload(StageChange.by).joinedload(User.person))
    return db.session.scalars(found.order_by(StageChange.id.desc())).all()


def milestone_events(actor: Actor, project_id: int) -> Sequence[MilestoneEvent]:
    """Every plan, claim and withdrawal of a project that the actor may see, the newest first."""
    seen = visible_to(actor).with_only_columns(Project.id).where(Project.id == project_id)
    found = select(MilestoneEvent).where(MilestoneEvent.project_id.in_(seen))
    found = found.options(joinedload(MilestoneEvent.by).joinedload(User.person))
    return db.session.scalars(found.order_by(MilestoneEvent.id.desc())).all()


def milestones_due(
    actor: Actor, first: date, last: date, *, missed: bool = False, limit: int = 20
) -> Sequence[Row[Any]]:
    """Planned milestones of projects in work that have not happened: from the first day to the last, inclusive.

    `missed` takes those planned before the last day, however long ago; then `first` does not count.
    """
    when = Milestone.planned_on < last if missed else Milestone.planned_on.between(first, last)
    found: Rows = (
        select(
            Project.id.label("project_id"),
            Project.code,
            Project.name_zh,
            Project.name_en,
            Project.track,
            Milestone.kind,
            Milestone.planned_on,
            Officer.name.label("officer_name"),
            Officer.name_en.label("officer_name_en"),
        )
        .join(Project, Project.id == Milestone.project_id)
        .join(OfficerUser, OfficerUser.id == Project.officer_id)
        .join(Officer, Officer.id == OfficerUser.person_id)
        .where(when, Milestone.claimed_on.is_(None), visible_clause(actor))
        .where(Project.archived_at.is_(None), Project.status.not_in(CLOSED_STATUSES))
        .order_by(Milestone.planned_on, Project.id)
    )
    return db.session.execute(found.limit(limit)).all()
