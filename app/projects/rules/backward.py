"""The backward plan (挂图作战): from the promised operating day back over the track's milestones."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from app.projects.models import MilestoneKind, Track
from app.projects.rules.history import slip_in_days

_KINDS = (
    MilestoneKind.CONTRACT,
    MilestoneKind.REGISTERED,
    MilestoneKind.SITE,
    MilestoneKind.PERMITS,
    MilestoneKind.STARTED,
    MilestoneKind.STATISTICS,
    MilestoneKind.COMPLETED,
    MilestoneKind.OPERATING,
)

#: Working days after the contract by which a milestone is due, unless the office has set others.
STANDARD_DAYS: dict[Track, dict[MilestoneKind, int]] = {
    Track.LAND: dict(zip(_KINDS, (0, 20, 60, 120, 130, 150, 500, 560), strict=True)),
    Track.LEASED: dict(zip(_KINDS, (0, 20, 30, 45, 50, 70, 150, 180), strict=True)),
    Track.EXPANSION: dict(zip(_KINDS, (0, 10, 40, 90, 100, 120, 400, 450), strict=True)),
    Track.LIGHT: {
        MilestoneKind.CONTRACT: 0,
        MilestoneKind.REGISTERED: 20,
        MilestoneKind.PERMITS: 30,
        MilestoneKind.STATISTICS: 50,
        MilestoneKind.OPERATING: 60,
    },
}


@dataclass(frozen=True)
class Dates:
    """The planned day of a milestone and the day on which it happened."""

    planned_on: date | None = None
    claimed_on: date | None = None


@dataclass(frozen=True)
class PlanLine:
    """A milestone in the backward plan: the latest day on which the promise still holds.

    `slip` is how many days it came, or runs, after that day; negative when it came before; None while there is time.
    """

    kind: MilestoneKind
    latest_on: date
    planned_on: date | None
    claimed_on: date | None
    slip: int | None

    @property
    def is_planned_late(self) -> bool:
        """Whether the plan itself lies after the latest day."""
        return self.planned_on is not None and self.planned_on > self.latest_on


def backward_plan(
    promised_on: date,
    days: Mapping[MilestoneKind, int],
    known: Mapping[MilestoneKind, Dates],
    today: date,
    before: Callable[[date, int], date],
) -> list[PlanLine]:
    """The latest day of each milestone, in the order in which they fall due.

    `before` finds the day so many working days before another. `days` are the track's working days after the
    contract; operating falls on the promised day itself, whatever weekday that is. Milestones that fall due after
    operation are not part of it.
    """
    whole = days.get(MilestoneKind.OPERATING, 0)
    lines = []
    for kind, after in days.items():
        if after > whole:
            continue
        is_promise = kind is MilestoneKind.OPERATING
        latest = promised_on if is_promise else before(promised_on, whole - after)
        dates = known.get(kind, Dates())
        slip = slip_in_days(latest, dates.claimed_on, today)
        lines.append(PlanLine(kind, latest, dates.planned_on, dates.claimed_on, slip))
    return sorted(lines, key=lambda line: (line.latest_on, list(MilestoneKind).index(line.kind)))
