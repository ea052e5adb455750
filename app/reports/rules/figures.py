"""Which figures the dashboard shows, over which windows, and what each means (口径) in words."""

from dataclasses import dataclass
from datetime import date

from app.kernel.text import Message
from app.projects.models import MilestoneKind


@dataclass(frozen=True)
class Window:
    """A span of days, both inclusive."""

    first: date
    last: date


def this_year(today: date) -> Window:
    """From 1 January to 31 December: plans in the future are not claimed, so the end changes nothing."""
    return Window(date(today.year, 1, 1), date(today.year, 12, 31))


def this_month(today: date) -> Window:
    """From the first to the last day of the month."""
    following = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    return Window(today.replace(day=1), date.fromordinal(following.toordinal() - 1))


@dataclass(frozen=True)
class Counted:
    """A milestone that is counted: what it is called on the dashboard, and its definition."""

    kind: MilestoneKind
    label: Message
    definition: Message


#: domain.md §4: claimed counts at once; a project counts in the window in which its milestone falls.
COUNTED = (
    Counted(
        MilestoneKind.CONTRACT,
        Message("Contracts signed"),
        Message("Projects whose contract was signed in the period. Framework agreements do not count."),
    ),
    Counted(
        MilestoneKind.STARTED,
        Message("Started construction"),
        Message("Projects that broke ground (or began fitting out) in the period."),
    ),
    Counted(
        MilestoneKind.OPERATING,
        Message("Went into operation"),
        Message("Projects that went into operation in the period."),
    ),
)
IN_POOL = Message("All open projects, whatever their stage. The money leaves leads out: it is a hope, not a plan.")
OVERDUE = Message("Open follow-ups of both sides whose due date has passed.")
