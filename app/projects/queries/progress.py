"""The panel of weekly progress on a project's page."""

from dataclasses import dataclass
from typing import Any

from app.kernel import clock, settings
from app.kernel.permissions import Actor
from app.projects import rules
from app.projects.models import Project, WeeklyProgress
from app.projects.queries.instructions import Said, instructions
from app.projects.queries.panels import PANELS, Panel
from app.projects.queries.weekly import weeks_of
from app.projects.rules import Week


@dataclass(frozen=True)
class PastWeek:
    """A week of a project: what was written, and what leaders said to it."""

    week: Week
    row: WeeklyProgress
    said: list[Said]


@PANELS.plug("weekly")
def weekly_panel(actor: Actor, project: Project) -> Panel | None:
    """This week and the weeks before; None for a project that has never reported and need not."""
    week = Week.of(clock.today())
    rows = weeks_of(actor, project.id)
    is_due = _reports(project)
    if not rows and not is_due:
        return None
    said = instructions(actor, [project.id]).get(project.id, [])
    values: dict[str, Any] = {
        "week": week,
        "weeks": [
            PastWeek(Week(row.monday), row, [one for one in said if one.row.monday == row.monday]) for row in rows
        ],
        "is_missing": is_due and not any(row.monday == week.monday for row in rows),
        "said": [one for one in said if one.row.monday not in {row.monday for row in rows}],
        "may_write": rules.may_edit(actor, project) and not project.archived_at,
        "may_instruct": rules.may_instruct(actor, project),
    }
    return Panel("projects/_weekly.html", values)


def _reports(project: Project) -> bool:
    """`weekly.reports` for one project at hand."""
    stages = settings.read(rules.REPORTING_STAGES)
    return not project.archived_at and project.status in rules.REPORTING_STATUSES and project.stage in stages
