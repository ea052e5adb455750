"""What the people of the sample world have been told: a few things of these days, nothing of what was loaded before."""

from sqlalchemy import delete, select

from app.kernel.db import db
from app.notifications import service as notifications
from app.notifications.models import Kind, Notification
from app.projects import rules
from app.projects.models import Milestone, Project
from app.sample.service.world import World

_FEW = 3


def load(world: World) -> None:
    """The verifier has a few claims to look at; an officer has got a project, and a claim sent back."""
    db.session.flush()
    db.session.execute(delete(Notification))
    manager, verifier = world.actor("manager"), world.actor("verifier")
    waiting = select(Milestone).where(Milestone.claimed_on.is_not(None), Milestone.verified_at.is_(None))
    for milestone in db.session.scalars(waiting.order_by(Milestone.claimed_on.desc(), Milestone.id).limit(_FEW)):
        what = rules.milestone_name(milestone.kind, milestone.project.track)
        about = ("projects", milestone.project_id)
        officer = milestone.project.officer_id
        if milestone.returned_at:
            reason = milestone.returned_reason
            notifications.notify(Kind.MILESTONE_RETURNED, [officer], *about, by=verifier, what=what, reason=reason)
        else:
            notifications.notify(Kind.MILESTONE_CLAIMED, [verifier.id], *about, what=what)
    own = select(Project).where(Project.officer_id == world.users["officer"].id).order_by(Project.id.desc())
    for project in db.session.scalars(own.limit(2)):
        notifications.notify(Kind.ASSIGNED, [project.officer_id], "projects", project.id, by=manager)
