"""A project as who runs the installation meets it: by its code, and whether its history holds together."""

from sqlalchemy import select

from app.kernel.db import db
from app.projects import rules
from app.projects.models import MilestoneEvent, MilestoneKind, Project, StageChange
from app.projects.queries.lights import first_open_plan


def by_code(code: str) -> Project | None:
    """The project with this code, whoever may see it: for the command line only."""
    return db.session.scalar(select(Project).where(Project.code == code))


def broken_history(project: Project) -> list[str]:
    """The milestones, and `stage` and `open_plan_on`, that show something else than their events say."""
    rows = db.session.execute(
        select(MilestoneEvent.kind, MilestoneEvent.what, MilestoneEvent.on)
        .where(MilestoneEvent.project_id == project.id)
        .order_by(MilestoneEvent.id)
    )
    events: dict[MilestoneKind, list[rules.Happened]] = {}
    for row in rows:
        events.setdefault(row.kind, []).append(rules.Happened(rules.Happening(row.what), row.on))
    shown = {
        one.kind: rules.Present(
            one.planned_on, one.claimed_on, one.verified_at is not None, one.returned_at is not None
        )
        for one in project.milestones
    }
    kinds = [kind for kind in MilestoneKind if kind in events or kind in shown]
    broken = [str(kind) for kind in kinds if rules.replay(events.get(kind, ())) != shown.get(kind, rules.Present())]
    last = select(StageChange.entered).where(StageChange.project_id == project.id)
    is_there = db.session.scalar(last.order_by(StageChange.id.desc()).limit(1)) is project.stage
    shows_plan = project.open_plan_on == first_open_plan(project)
    return broken + ["stage"] * (not is_there) + ["open_plan_on"] * (not shows_plan)
