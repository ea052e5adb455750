"""What the project pages show: the steps of the stage bar, the rows of milestones, the facts, the filters that hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.kernel import clock, figures
from app.kernel.paging import ListLinks
from app.kernel.text import Message
from app.kernel.words import choose_locale, say
from app.projects import queries, rules
from app.projects.models import Milestone, MilestoneKind, Project, Stage, StageChange
from app.projects.queries import ProjectFilters

#: Facts that are changed in their place, with what they are called.
FACTS: dict[str, Message] = {
    "enterprise_id": Message("Enterprise"),
    "company_id": Message("Project company"),
    "sector_id": Message("Sector"),
    "track": Message("Track"),
    "park_id": Message("Park"),
    "total_fen": Message("Total investment"),
    "contract_fen": Message("Contract amount"),
    "fixed_fen": Message("Fixed assets"),
    "foreign_fen": Message("Foreign capital"),
    "need_land": Message("Land needed"),
    "need_plant": Message("Floor space needed"),
    "need_height_cm": Message("Clear height needed"),
    "need_load_kg": Message("Floor load needed"),
    "need_power_kva": Message("Power needed"),
    "need_water": Message("Water needed"),
    "need_gas": Message("Gas needed"),
    "jobs": Message("Jobs expected"),
    "output_fen": Message("Yearly output expected"),
    "tax_fen": Message("Yearly tax expected"),
    "officer_id": Message("Responsible officer"),
    "sponsor_id": Message("Sponsoring leader"),
    "lead_unit_id": Message("Lead department"),
    "source": Message("Source"),
    "received_on": Message("Received on"),
    "answered_on": Message("First answered on"),
}


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone on the project's page. `slip` is days late (negative: early), None where nothing can be said."""

    kind: MilestoneKind
    label: Message
    planned_on: date | None
    claimed_on: date | None
    slip: int | None


def steps(project: Project, changes: Sequence[StageChange]) -> list[tuple[str, str, str]]:
    """The stage bar: (stage, when and how long, done | now | next)."""
    moves = [(change.entered, change.effective_on) for change in reversed(changes)]
    stays = rules.stays(moves, clock.today(), queries.pauses([project.id]).get(project.id, ()))
    offered = [stage for stage in Stage if stage in (*rules.stages_of(project.track), project.stage)]
    return [
        (say(rules.STAGE_NAMES[stage]), _stay(stays.get(stage), project, stage), _state(project, stage))
        for stage in offered
    ]


def _state(project: Project, stage: Stage) -> str:
    if stage is project.stage:
        return "now"
    return "done" if stage.position < project.stage.position else "next"


def _stay(stay: rules.Stay | None, project: Project, stage: Stage) -> str:
    if stay is None or stage.position > project.stage.position:
        return ""
    day = figures.day_short(stay.since, choose_locale())
    return say(Message("%(day)s · %(days)s days", day=day, days=stay.days))


def milestone_rows(project: Project) -> list[MilestoneRow]:
    """Every milestone of the track, and what was recorded besides before the track changed."""
    known = {milestone.kind: milestone for milestone in project.milestones}
    kinds = [kind for kind in MilestoneKind if kind in known or kind in queries.milestones_of(project.track)]
    return [_row(project, kind, known.get(kind)) for kind in kinds]


def _row(project: Project, kind: MilestoneKind, milestone: Milestone | None) -> MilestoneRow:
    planned = milestone.planned_on if milestone else None
    claimed = milestone.claimed_on if milestone else None
    return MilestoneRow(
        kind,
        rules.milestone_name(kind, project.track),
        planned,
        claimed,
        rules.slip_in_days(planned, claimed, clock.today()),
    )


def active_filters(filters: ProjectFilters, links: ListLinks) -> Iterator[tuple[str, str, str]]:
    """Filters that have no control of their own above the list: (name, value, sentence)."""
    sentences = {
        "milestone": rules.MILESTONE_NAMES.get(filters.milestone) if filters.milestone else None,
        "due": _DUE.get(filters.due or ""),
        "since": Message("from %(day)s", day=str(filters.since)) if filters.since else None,
        "until": Message("until %(day)s", day=str(filters.until)) if filters.until else None,
        "waiting": Message("leads without an answer") if filters.waiting else None,
        "min_total": _at_least(filters.min_total),
        "enterprise": Message("of one enterprise") if filters.enterprise else None,
        "unit": Message("of one unit") if filters.unit else None,
    }
    for name, sentence in sentences.items():
        if sentence is not None:
            yield name, links.filters[name], say(sentence)


def _at_least(fen: int | None) -> Message | None:
    return Message("at least %(amount)s", amount=figures.money(fen, choose_locale())) if fen is not None else None


_DUE = {"missed": Message("planned day missed"), "upcoming": Message("planned for the coming days")}
