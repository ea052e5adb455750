"""Reading the append-only history of a project, and short ways to write it."""

import pytest
from sqlalchemy import select

from app.kernel.errors import Invalid
from app.projects import service
from app.projects.models import MilestoneEvent, ProjectFact, StageChange
from app.projects.schemas import MilestoneDraft


def facts(session, project, name):
    found = select(ProjectFact.value, ProjectFact.effective_on).where(
        ProjectFact.project_id == project.id, ProjectFact.name == name
    )
    return [tuple(row) for row in session.execute(found.order_by(ProjectFact.id))]


def changes(session, project):
    found = select(StageChange).where(StageChange.project_id == project.id).order_by(StageChange.id)
    return [(change.left, change.entered, change.effective_on) for change in session.scalars(found)]


def events(session, project):
    found = select(MilestoneEvent).where(MilestoneEvent.project_id == project.id).order_by(MilestoneEvent.id)
    return [(event.kind, event.what, event.on) for event in session.scalars(found)]


def claim(actor, project, kind, day, **more):
    draft = MilestoneDraft(kind=kind, claimed_on=day, version=project.version, **more)
    return service.record_milestone(actor, project.id, draft)


def refused_at(field, action, *args):
    with pytest.raises(Invalid) as refused:
        action(*args)
    assert field in refused.value.fields, refused.value.fields
    return refused.value.fields[field]
