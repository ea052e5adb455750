"""What is planned for a day in projects in work and has not happened yet."""

from typing import Any

from sqlalchemy import ColumnElement, select

from app.accounts.models import User
from app.agenda.queries.filters import AgendaFilters, narrowed
from app.agenda.queries.sources import Source
from app.agenda.rules import Entry, Kind
from app.kernel.listing import Rows
from app.kernel.permissions import Actor
from app.projects import queries as projects
from app.projects.models import CLOSED_STATUSES, Disclosure, Milestone, Project
from app.projects.rules import MILESTONE_NAMES


def _rows(actor: Actor, filters: AgendaFilters) -> Rows:
    return (
        projects.visible_to(actor)
        .join(Milestone, Milestone.project_id == Project.id)
        .with_only_columns(
            *(Project.id, Project.name_zh, Project.name_en, Project.disclosure),
            *(Milestone.id.label("milestone_id"), Milestone.kind, Milestone.planned_on, Milestone.version),
        )
        .where(Milestone.claimed_on.is_(None), Project.archived_at.is_(None), Project.status.not_in(CLOSED_STATUSES))
        .where(_answered_by(actor, filters))
    )


def _answered_by(actor: Actor, filters: AgendaFilters) -> ColumnElement[bool]:
    mine = Project.officer_id.in_(actor.user_ids)
    return narrowed(actor, filters, unit=Project.unit_id, mine=mine, of_person=_officers)


def _officers(person_id: int) -> ColumnElement[bool]:
    return Project.officer_id.in_(select(User.id).where(User.person_id == person_id))


def _as_entry(actor: Actor, row: Any) -> Entry:
    return Entry(
        kind=Kind.MILESTONE,
        id=row.milestone_id,
        day=row.planned_on,
        title=(actor.locale == "en" and row.name_en) or row.name_zh,
        word=MILESTONE_NAMES[row.kind],
        endpoint="projects.show",
        values={"project_id": row.id},
        is_secret=row.disclosure is not Disclosure.OPEN,
        sequence=row.version,
    )


SOURCE = Source(
    _rows,
    Milestone.id,
    Milestone.planned_on,
    (Milestone.planned_on, Milestone.project_id, Milestone.id),
    lambda day: day,
    _as_entry,
)
