"""Who is told what happens to a project: its officer, and those whose duty it is to verify."""

from app.accounts import queries as accounts
from app.kernel.permissions import Actor, Role
from app.notifications import service as notifications
from app.notifications.models import Kind
from app.projects import rules
from app.projects.models import Milestone, MilestoneKind, Project


def tell_officer(actor: Actor, kind: Kind, milestone: Milestone, reason: str = "") -> None:
    """The officer, and whoever claimed the milestone, hear what became of it."""
    project = milestone.project
    concerned = [project.officer_id, milestone.claimed_by_id]
    what = rules.milestone_name(milestone.kind, project.track)
    notifications.notify(kind, concerned, "projects", project.id, by=actor, what=what, reason=reason)


def tell_verifiers(actor: Actor, project: Project, kind: MilestoneKind) -> None:
    """Those who hold the post hear that something waits; heads and managers who may verify find it on their desk."""
    if project.is_legacy:
        return
    what = rules.milestone_name(kind, project.track)
    verifiers = accounts.holders(Role.VERIFIER)
    notifications.notify(Kind.MILESTONE_CLAIMED, verifiers, "projects", project.id, by=actor, what=what)


def tell_new_officer(actor: Actor, project: Project) -> None:
    """Somebody is responsible for the project from now on."""
    notifications.notify(Kind.ASSIGNED, [project.officer_id], "projects", project.id, by=actor)
