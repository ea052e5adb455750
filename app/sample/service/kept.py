"""What the services keep beside a project, for projects that came in past them."""

from sqlalchemy import func, select, update

from app.kernel.db import db
from app.meetings.models import MeetingProject
from app.projects.models import Milestone, Project
from app.projects.rules import WATCHED

_OPEN_PLAN = (
    select(func.min(Milestone.planned_on))
    .where(Milestone.project_id == Project.id, Milestone.claimed_on.is_(None), Milestone.kind.in_(WATCHED))
    .scalar_subquery()
)
_MET_LAST = select(func.max(MeetingProject.starts_at)).where(MeetingProject.project_id == Project.id).scalar_subquery()


def catch_up() -> None:
    """The first open plan and the last contact of every project, from its milestones and meetings."""
    planned = {"open_plan_on": _OPEN_PLAN, "open_plan_sort": _OPEN_PLAN}
    for last, values in ((_OPEN_PLAN, planned), (_MET_LAST, {"last_contact_on": func.date(_MET_LAST)})):
        db.session.execute(update(Project).where(last.is_not(None)).values(updated_at=Project.updated_at, **values))
