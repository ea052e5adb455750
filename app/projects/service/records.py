"""What every command shares: opening a project to change it, and writing its append-only history."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm.attributes import flag_modified

from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import Invalid
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.projects import queries, rules
from app.projects.models import Milestone, MilestoneEvent, MilestoneKind, Project, ProjectFact, Stage, StageChange


def open_for(actor: Actor, project_id: int, version: int) -> Project:
    """The project, if the actor may change it and has seen its present version."""
    project = queries.get(actor, project_id)
    rules.check_may_edit(actor, project)
    if project.archived_at:
        raise Invalid(Message("This project is archived. Restore it before you change it."))
    project.expect_version(version)
    return project


def touch(project: Project) -> None:
    """Count this as a change of the project, also where only its milestones or its team have changed."""
    project.updated_at = clock.now()
    flag_modified(project, "updated_at")


def dated_facts(project: Project) -> dict[str, str | None]:
    """The facts whose history is kept, as they stand."""
    return {name: rules.kept(getattr(project, name)) for name in rules.DATED_FACTS}


def keep_facts(
    actor: Actor,
    project: Project,
    before: Mapping[str, str | None],
    now: Mapping[str, str | None],
    effective_on: date,
) -> None:
    """Write down each fact that differs from before."""
    for name, value in now.items():
        if value != before.get(name):
            db.session.add(
                ProjectFact(project_id=project.id, name=name, value=value, effective_on=effective_on, by_id=actor.id)
            )


def enter(actor: Actor, project: Project, stage: Stage, effective_on: date, note: str) -> None:
    """Put the project into a stage and write the move down with what the project looks like now."""
    change = StageChange(
        project_id=project.id,
        left=project.stage,
        entered=stage,
        effective_on=effective_on,
        note=note,
        by_id=actor.id,
        snapshot=snapshot(project),
    )
    project.stage, project.stage_since = stage, effective_on
    db.session.add(change)


def snapshot(project: Project) -> dict[str, int | str | None]:
    """The dimensions by which moves are counted later, as they are now."""
    return {
        "total_fen": project.total_fen,
        "contract_fen": project.contract_fen,
        "sector_id": project.sector_id,
        "enterprise_id": project.enterprise_id,
        "province": project.enterprise.home_province,
        "unit_id": project.unit_id,
    }


def milestone_of(project: Project, kind: MilestoneKind) -> Milestone | None:
    """A milestone of the project, if anything is known of it."""
    return next((milestone for milestone in project.milestones if milestone.kind is kind), None)


def contract_on(project: Project) -> date | None:
    """The day on which the contract was signed."""
    contract = milestone_of(project, MilestoneKind.CONTRACT)
    return contract.claimed_on if contract else None


def claim(actor: Actor, project: Project, kind: MilestoneKind, day: date, note: str) -> None:
    """A milestone happened on a day. A new date has yet to be verified, whatever the old one was."""
    milestone = milestone_of(project, kind)
    if milestone is None:
        milestone = Milestone(kind=kind)
        project.milestones.append(milestone)
    milestone.claimed_on, milestone.claimed_by_id = day, actor.id
    milestone.verified_at = milestone.verified_by_id = None
    write(actor, project, kind, rules.Happening.CLAIMED, day, note=note)


def write(
    actor: Actor, project: Project, kind: MilestoneKind, what: rules.Happening, day: date | None, *, note: str
) -> None:
    """Add a line to the history of a milestone."""
    db.session.add(MilestoneEvent(project_id=project.id, kind=kind, what=what, on=day, note=note, by_id=actor.id))
