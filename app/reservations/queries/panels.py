"""What a project's page shows of its sites."""

from app.kernel import clock
from app.kernel.permissions import Actor, Can
from app.kernel.text import Message
from app.projects.models import Project
from app.projects.queries import PANELS, Panel
from app.reservations import rules
from app.reservations.queries.lists import of_project


@PANELS.plug("reservations")
def sites_panel(actor: Actor, project: Project) -> Panel | None:
    """Which sites are reserved for the project, how firmly and until when; where they lead, others that fit."""
    if not actor.may(Can.SEE_SITES):
        return None
    today = clock.today()
    every = of_project(actor, project.id)
    found = [(one, rules.KIND_NAMES[one.kind], _ended(rules.standing_on(today, one))) for one in every]
    return Panel("reservations/_of_project.html", {"reservations": found})


def _ended(state: rules.Standing) -> Message | None:
    return None if state in (rules.Standing.COMING, rules.Standing.IN_FORCE) else rules.STANDING_NAMES[state]
