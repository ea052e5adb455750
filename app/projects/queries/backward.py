"""The backward plan of a project, with the office's standard working days."""

from app.calendar import queries as calendar
from app.kernel import clock, settings
from app.projects import rules
from app.projects.models import MilestoneKind, Project, Track
from app.projects.queries.gates import milestones_of


def standard_days(track: Track) -> dict[MilestoneKind, int]:
    """Working days after the contract by which each milestone of a track is due, as the office has set them."""
    belong = milestones_of(track)
    return {
        kind: settings.read(setting)
        for (of, kind), setting in rules.WORKING_DAYS.items()
        if of is track and kind in belong
    }


def backward(project: Project) -> list[rules.PlanLine]:
    """The latest day of each milestone, counted back from the promised day of operation; nothing without a promise."""
    known = {one.kind: rules.Dates(one.planned_on, one.claimed_on) for one in project.milestones}
    operating = known.get(MilestoneKind.OPERATING, rules.Dates())
    promised = operating.planned_on or operating.claimed_on
    if promised is None:
        return []
    before = calendar.workdays().before
    return rules.backward_plan(promised, standard_days(project.track), known, clock.today(), before)
