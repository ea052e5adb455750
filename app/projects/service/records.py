"""What every command shares: opening a project to change it, and writing its append-only history."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import update
from sqlalchemy.orm.attributes import flag_modified

from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import Invalid
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.projects import queries, rules
from app.projects.models import (
    Milestone,
    MilestoneEvent,
    MilestoneKind,
    Project,
    ProjectFact,
    Stage,
    StageChange,
    WeeklyProgress,
)


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
    project.open_plan_on = queries.first_open_plan(project)
    project.updated_at = clock.now()
    flag_modified(project, "updated_at")


def note_step(project: Project) -> None:
    """What the project says comes next is what this week's progress says too, where there is any."""
    week = rules.Week.of(clock.today())
    written = update(WeeklyProgress).where(WeeklyProgress.project_id == project.id)
    written = written.where(WeeklyProgress.monday == week.monday)
    db.session.execute(written.values(next_step=project.next_step, next_due_on=project.next_due_on))


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


def enter(actor: Actor, project: Project, stage: Stage, effective_on: date, note: str) -> StageChange:
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
    return change


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


def claim(
    actor: Actor, project: Project, kind: MilestoneKind, day: date, *, note: str | None, evidence: str | None
) -> None:
    """A milestone happened on a day, which somebody else has yet to verify. A claim sent back is made anew.

    Raises Invalid for one that has been verified: it is withdrawn with a reason first.
    """
    milestone = milestone_of(project, kind)
    if milestone is None:
        milestone = Milestone(kind=kind)
        project.milestones.append(milestone)
    if milestone.verified_at is not None:
        raise Invalid.at("claimed_on", Message("This milestone has been verified. Withdraw it with a reason first."))
    milestone.claimed_on, milestone.claimed_by_id, milestone.evidence = day, actor.id, evidence or ""
    milestone.returned_at, milestone.returned_reason = None, ""
    _keep_followed(project)
    write(actor, project, kind, rules.Happening.CLAIMED, day, note=note or "", evidence=evidence or "")


def withdraw_claim(actor: Actor, project: Project, milestone: Milestone, note: str) -> None:
    """A milestone has not happened after all; that it was claimed, and perhaps verified, stays in its history."""
    milestone.claimed_on = milestone.claimed_by_id = None
    milestone.verified_at = milestone.verified_by_id = milestone.returned_at = None
    milestone.evidence = milestone.returned_reason = ""
    _keep_followed(project)
    write(actor, project, milestone.kind, rules.Happening.WITHDRAWN, clock.today(), note=note)


def _keep_followed(project: Project) -> None:
    """Say of each milestone whether the next one has happened. It gets no new version: nobody has changed it."""
    has_happened = {milestone.kind: milestone.claimed_on is not None for milestone in project.milestones}
    db.session.flush()
    for milestone in project.milestones:
        following = rules.FOLLOWED_BY.get(milestone.kind)
        is_followed = following is not None and has_happened.get(following, False)
        if is_followed != milestone.is_followed:
            found = update(Milestone).where(Milestone.id == milestone.id)
            db.session.execute(found.values(is_followed=is_followed))


def plan(actor: Actor, project: Project, kind: MilestoneKind, day: date | None, note: str) -> bool:
    """A milestone is planned for a day, or for none any more; whether that changed anything."""
    milestone = milestone_of(project, kind)
    before = milestone.planned_on if milestone else None
    if day == before:
        return False
    if milestone is None:
        milestone = Milestone(kind=kind)
        project.milestones.append(milestone)
    milestone.planned_on = day
    write(actor, project, kind, rules.Happening.PLANNED, day, note=note)
    name = rules.planned_fact(kind)
    keep_facts(actor, project, {name: rules.kept(before)}, {name: rules.kept(day)}, clock.today())
    return True


def write(
    actor: Actor,
    project: Project,
    kind: MilestoneKind,
    what: rules.Happening,
    day: date | None,
    *,
    note: str,
    evidence: str = "",
) -> None:
    """Add a line to the history of a milestone."""
    db.session.add(
        MilestoneEvent(
            project_id=project.id, kind=kind, what=what, on=day, note=note, evidence=evidence, by_id=actor.id
        )
    )
