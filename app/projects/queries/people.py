"""Projects by the people who stand behind them: task force, sponsoring leader, chief of the chain, officer."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select

from app.accounts.models import User
from app.kernel.db import db
from app.kernel.permissions import Actor
from app.projects.models import CLOSED_STATUSES, Project
from app.projects.queries.lists import rows
from app.projects.queries.scope import visible_clause
from app.vocabularies import queries as vocabularies

_SHOWN = 100


def count_by_task_force(actor: Actor) -> dict[int, int]:
    """How many projects in work each task force sees through, as far as the actor sees them."""
    counted = (
        select(Project.task_force_id, func.count())
        .where(visible_clause(actor), Project.task_force_id.is_not(None), *_in_work())
        .group_by(Project.task_force_id)
    )
    return {number: count for number, count in db.session.execute(counted) if number is not None}


def projects_for(
    actor: Actor,
    *,
    task_force: int | None = None,
    sponsor: int | None = None,
    chief: int | None = None,
    officer: int | None = None,
) -> Sequence[Row[Any]]:
    """Projects in work of one task force, sponsor, chief or officer (a person of the area), the most urgent first."""
    found = rows(actor).where(*_in_work())
    if task_force is not None:
        found = found.where(Project.task_force_id == task_force)
    if sponsor is not None:
        found = found.where(Project.sponsor_id == sponsor)
    if chief is not None:
        found = found.where(Project.sector_id.in_(vocabularies.led_by(chief)))
    if officer is not None:
        found = found.where(Project.officer_id.in_(select(User.id).where(User.person_id == officer)))
    return db.session.execute(found.order_by(Project.next_due_sort, Project.id).limit(_SHOWN)).all()


def _in_work() -> tuple[Any, ...]:
    return Project.archived_at.is_(None), Project.status.not_in(CLOSED_STATUSES)
