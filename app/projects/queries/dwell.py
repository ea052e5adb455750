"""How long projects have been in their stage, paused time left out."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.kernel import clock
from app.kernel.db import db
from app.projects import rules
from app.projects.models import Project, ProjectFact, Status


def pauses(ids: Sequence[int], today: date | None = None) -> dict[int, list[rules.Period]]:
    """The periods in which each of these projects was paused."""
    rows = db.session.execute(
        select(ProjectFact.project_id, ProjectFact.effective_on, ProjectFact.value)
        .where(ProjectFact.project_id.in_(ids), ProjectFact.name == "status")
        .order_by(ProjectFact.project_id, ProjectFact.id)
    )
    history: dict[int, list[tuple[date, Status]]] = {}
    for row in rows:
        history.setdefault(row.project_id, []).append((row.effective_on, Status(row.value)))
    return {number: rules.pauses(statuses, today or clock.today()) for number, statuses in history.items()}


def days_in_stage(ids: Sequence[int]) -> dict[int, int]:
    """Days in the present stage, paused time left out: two statements for any number of projects."""
    today = clock.today()
    paused = pauses(ids, today)
    rows = db.session.execute(select(Project.id, Project.stage_since).where(Project.id.in_(ids)))
    return {row.id: rules.days_between(row.stage_since, today, paused.get(row.id, ())) for row in rows}
