"""Figures over the projects that the actor may see. One statement each, whatever the number of projects."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from app.calendar import queries as calendar
from app.kernel.db import db
from app.kernel.permissions import Actor
from app.meetings.models import FollowUp, FollowUpStatus
from app.meetings.queries import follow_ups
from app.projects import queries as projects
from app.projects.models import CLOSED_STATUSES, Milestone, MilestoneKind, Project, Stage
from app.reports.rules import COUNTED, Window


@dataclass(frozen=True)
class Figure:
    """A number of projects with their money in fen: total investment and contract amount, kept apart."""

    projects: int = 0
    total_fen: int = 0
    contract_fen: int = 0

    def __add__(self, other: "Figure") -> "Figure":
        return Figure(
            self.projects + other.projects,
            self.total_fen + other.total_fen,
            self.contract_fen + other.contract_fen,
        )


def by_stage(actor: Actor) -> Mapping[Stage, Figure]:
    """Open projects in each stage."""
    found = (
        select(Project.stage, func.count(), _sum(Project.total_fen), _sum(Project.contract_fen))
        .where(projects.visible_clause(actor), Project.archived_at.is_(None), Project.status.not_in(CLOSED_STATUSES))
        .group_by(Project.stage)
    )
    counted = {
        stage: Figure(count, int(total), int(contract)) for stage, count, total, contract in db.session.execute(found)
    }
    return {stage: counted.get(stage, Figure()) for stage in Stage}


def by_milestone(actor: Actor, year: Window, month: Window) -> Mapping[MilestoneKind, tuple[Figure, Figure]]:
    """Projects whose milestone falls in the year, and of those in the month, for each counted milestone."""
    in_month = Milestone.claimed_on.between(month.first, month.last)
    found = (
        select(
            Milestone.kind,
            func.count(),
            _sum(Project.total_fen),
            _sum(Project.contract_fen),
            func.count(case((in_month, 1))),
            _sum(case((in_month, Project.total_fen))),
            _sum(case((in_month, Project.contract_fen))),
        )
        .join(Project, Project.id == Milestone.project_id)
        .where(
            Milestone.kind.in_([counted.kind for counted in COUNTED]),
            Milestone.claimed_on.between(year.first, year.last),
            projects.visible_clause(actor),
            Project.archived_at.is_(None),
        )
        .group_by(Milestone.kind)
    )
    rows = {row[0]: [int(number) for number in row[1:]] for row in db.session.execute(found)}
    return {
        counted.kind: (Figure(*rows[counted.kind][:3]), Figure(*rows[counted.kind][3:]))
        if counted.kind in rows
        else (Figure(), Figure())
        for counted in COUNTED
    }


def count_overdue(actor: Actor) -> int:
    """Open follow-ups of everybody whose due date has passed, as far as the actor sees them; up to the cap of lists."""
    late = follow_ups.visible_to(actor).where(
        FollowUp.archived_at.is_(None), FollowUp.status == FollowUpStatus.OPEN, FollowUp.due_on < calendar.late_before()
    )
    return follow_ups.LIST.count(late)


def _sum(amount: Any) -> ColumnElement[Any]:
    return func.coalesce(func.sum(amount), 0)
