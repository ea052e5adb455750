"""What the history of a project says: events of milestones, dated facts, stays in stages, slips."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.projects.models import MilestoneKind, Stage, Status

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
    VERIFIED = "verified"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


def planned_fact(kind: MilestoneKind) -> str:
    """The name under which a milestone's planned date is kept as a dated fact."""
    return f"planned_{kind}"


def kept(value: object) -> str | None:
    """A dated fact as it is kept: text, or None for nothing."""
    return None if value is None else str(value)


@dataclass(frozen=True)
class Period:
    """From a day on, until (not including) another."""

    since: date
    until: date


def pauses(statuses: Sequence[tuple[date, Status]], today: date) -> list[Period]:
    """When a project was paused, from its statuses in the order in which they were recorded.

    What is recorded later holds from its own day on, so an earlier day entered afterwards cuts short what stood there.
    """
    spans: list[tuple[date, Status]] = []
    for day, status in statuses:
        spans = [*(span for span in spans if span[0] < day), (day, status)]
    ends = [day for day, _ in spans[1:]] + [today]
    return [
        Period(day, end)
        for (day, status), end in zip(spans, ends, strict=True)
        if status is Status.PAUSED and day < end
    ]


def days_between(since: date, until: date, left_out: Iterable[Period] = ()) -> int:
    """The days from one to the other without those of the periods, which do not overlap."""
    out = sum(max((min(until, one.until) - max(since, one.since)).days, 0) for one in left_out)
    return (until - since).days - out


@dataclass(frozen=True)
class Stay:
    """A project's time in one stage: the day it last came in, and its days there altogether, paused time left out."""

    since: date
    days: int


def stays(moves: Sequence[tuple[Stage, date]], today: date, paused: Sequence[Period] = ()) -> dict[Stage, Stay]:
    """How long a project stayed in each stage it was in, from its moves in their order."""
    found: dict[Stage, Stay] = {}
    ends = [day for _, day in moves[1:]] + [today]
    for (stage, since), end in zip(moves, ends, strict=True):
        before = found[stage].days if stage in found else 0
        found[stage] = Stay(since, before + days_between(since, end, paused))
    return found


@dataclass(frozen=True)
class Happened:
    """One event of a milestone, as the history keeps it."""

    what: Happening
    on: date | None


@dataclass(frozen=True)
class Present:
    """What a milestone's row must show."""

    planned_on: date | None = None
    claimed_on: date | None = None
    is_verified: bool = False
    is_returned: bool = False


def replay(events: Iterable[Happened]) -> Present:
    """The present of a milestone, from its events in their order."""
    now = Present()
    for event in events:
        match event.what:
            case Happening.PLANNED:
                now = replace(now, planned_on=event.on)
            case Happening.CLAIMED:
                now = replace(now, claimed_on=event.on, is_verified=False, is_returned=False)
            case Happening.VERIFIED:
                now = replace(now, is_verified=True)
            case Happening.RETURNED:
                now = replace(now, is_returned=True)
            case Happening.WITHDRAWN:
                now = Present(planned_on=now.planned_on)
    return now


def slip_in_days(planned: date | None, happened: date | None, today: date) -> int | None:
    """How many days a milestone is late (negative: early). None without a plan, or while the plan is still ahead."""
    if planned is None or (happened is None and today <= planned):
        return None
    return ((happened or today) - planned).days
