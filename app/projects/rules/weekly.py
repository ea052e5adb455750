"""Weekly progress: who writes it, for which weeks, about which projects, and who instructs."""

from datetime import date, timedelta

from app.kernel.errors import Forbidden, Invalid
from app.kernel.permissions import Actor, Can, Role
from app.kernel.settings import Choices, declare
from app.kernel.text import Message
from app.projects.models import Project, Stage, Status
from app.projects.rules.rights import reaches
from app.projects.rules.weeks import Week
from app.projects.rules.words import STAGE_NAMES

#: Projects in these statuses report; the paused ones rest.
REPORTING_STATUSES = (Status.ACTIVE, Status.DELAYED)
#: An instruction without a day of its own is due after this long.
INSTRUCTION_TERM = timedelta(days=7)
REPORTING_STAGES = declare(
    Choices(
        code="projects.weekly.stages",
        group=Message("Weekly progress"),
        title=Message("Stages that report every week"),
        explanation=Message("Projects in these stages stand on the weekly sheet, and are missed where nobody wrote."),
        default=frozenset({Stage.TALKS, Stage.INTENT, Stage.SIGNED, Stage.BUILDING}),
        options={str(stage): name for stage, name in STAGE_NAMES.items()},
    )
)


def is_open(week: Week, today: date) -> bool:
    """Whether a week can still be written: this one, and the last one for who comes to it on Monday."""
    return Week.of(today).later(-1) <= week <= Week.of(today)


def check_open(week: Week, today: date) -> None:
    """Raise Invalid for a week that is past writing, or yet to come."""
    if not is_open(week, today):
        raise Invalid(Message("Progress is written for this week and the last one. Earlier weeks stay as they are."))


def may_instruct(actor: Actor, project: Project) -> bool:
    """Whether the actor is a manager whose grant reaches the project's unit."""
    return reaches(actor, project.unit_id, (Role.MANAGER,), Can.INSTRUCT)


def check_may_instruct(actor: Actor, project: Project) -> None:
    """Raise Forbidden unless `may_instruct`."""
    if not may_instruct(actor, project):
        raise Forbidden(Message("Instructions are given by the leaders of the area."))
