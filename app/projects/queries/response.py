"""Leads against the response clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select

from app.calendar import queries as calendar
from app.kernel import clock, settings
from app.kernel.db import db
from app.kernel.permissions import Actor
from app.projects.models import CLOSED_STATUSES, Project, Stage
from app.projects.queries.lists import rows
from app.projects.queries.scope import answers_for, visible_clause
from app.projects.rules.response import RESPONSE_DAYS, Clock, Response, clocks, owed


@dataclass(frozen=True)
class Waiting:
    """A lead on the desk, with what it waits for."""

    row: Any
    clock: Clock


def clocks_of(project: Any) -> list[Clock]:
    """The three steps of a lead as they stand today."""
    limits = {step: settings.read(setting) for step, setting in RESPONSE_DAYS.items()}
    done = {step: getattr(project, step.value) for step in Response}
    return clocks(project.received_on, done, limits, calendar.workdays(), clock.today())


def waiting_leads(actor: Actor, limit: int = 10) -> Sequence[Waiting]:
    """Leads for which the actor answers and that nobody has answered yet, or whose next step is late.

    Those without an answer come first, then the oldest.
    """
    found = _oldest(actor, limit, Project.answered_on.is_(None))
    if len(found) < limit:
        found += _oldest(actor, limit - len(found), Project.answered_on.is_not(None), or_(*_late()))
    leads = [(row, owed(clocks_of(row))) for row in found]
    return [Waiting(row, step) for row, step in leads if step]


def _oldest(actor: Actor, limit: int, *conditions: ColumnElement[bool]) -> list[Row[Any]]:
    """The oldest leads that the actor answers for, with the days of their steps: chosen before names are looked up."""
    chosen = select(Project.id).where(visible_clause(actor), answers_for(actor), *_leads(), *conditions)
    ids = db.session.scalars(chosen.order_by(Project.received_on, Project.id).limit(limit)).all()
    found = rows(actor).add_columns(*(getattr(Project, step.value) for step in Response)).where(Project.id.in_(ids))
    return list(db.session.execute(found.order_by(Project.received_on, Project.id))) if ids else []


def _leads() -> Iterator[ColumnElement[bool]]:
    yield Project.archived_at.is_(None)
    yield Project.status.not_in(CLOSED_STATUSES)
    yield Project.stage == Stage.LEAD
    yield Project.is_legacy.is_(False)


def _late() -> Iterator[ColumnElement[bool]]:
    """More working days have passed than a step that is missing has."""
    days, today = calendar.workdays(), clock.today()
    for step in (Response.JUDGED, Response.FED_BACK):
        limit = settings.read(RESPONSE_DAYS[step])
        missing = getattr(Project, step.value).is_(None)
        yield and_(missing, Project.received_on < days.late_before(today, limit + 1))
