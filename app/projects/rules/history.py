"""What the history of a project says: events of milestones, dated facts, stays in stages, slips."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.projects.models import MilestoneKind, Stage

#: Facts whose history is kept (ProjectFact), besides the planned dates of milestones.
DATED_FACTS = (
    "total_fen",
    "contract_fen",
    "sector_id",
    "unit_id",
    "officer_id",
    "enterprise_id",
    "status",
    "disclosure",
)


class Happening(StrEnum):
    """What a MilestoneEvent says was done."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    WITHDRAWN = "withdrawn"


def planned_fact(kind: MilestoneKind) -> str:
    """The name under which a milestone's planned date is kept as a dated fact."""
    return f"planned_{kind}"


def kept(value: object) -> str | None:
    """A dated fact as it is kept: text, or None for nothing."""
    return None if value is None else str(value)


@dataclass(frozen=True)
class Stay:
    """A project's time in one stage: the day it last came in, and its days there altogether."""

    since: date
    days: int


def stays(moves: Sequence[tuple[Stage, date]], today: date) -> dict[Stage, Stay]:
    """How long a project stayed in each stage it was in, from its moves in their order."""
    found: dict[Stage, Stay] = {}
    ends = [day for _, day in moves[1:]] + [today]
    for (stage, since), end in zip(moves, ends, strict=True):
        before = found[stage].days if stage in found else 0
        found[stage] = Stay(since, before + (end - since).days)
    return found


def slip_in_days(planned: date | None, happened: date | None, today: date) -> int | None:
    """How many days a milestone is late (negative: early). None without a plan, or while the plan is still ahead."""
    if planned is None or (happened is None and today <= planned):
        return None
    return ((happened or today) - planned).days
