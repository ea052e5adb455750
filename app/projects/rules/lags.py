"""Lag lists (滞后清单): which step should have followed which one, and after how many months it is late."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.kernel import settings
from app.kernel.settings import WholeNumber, declare
from app.kernel.text import Message
from app.projects.models import MilestoneKind
from app.projects.rules.light import months_before

_GROUP = Message("Lag lists")


class Lag(StrEnum):
    """The lag lists, in the order of their tabs."""

    UNREGISTERED = "unregistered"
    UNSTARTED = "unstarted"
    UNOPERATED = "unoperated"
    NO_STEP = "no_step"
    QUIET = "quiet"
    OPEN_ITEMS = "open_items"
    TO_VERIFY = "to_verify"


@dataclass(frozen=True)
class Gap:
    """A milestone that has happened, and the one that should have followed it within some months."""

    after: MilestoneKind
    missing: MilestoneKind
    months: WholeNumber

    def late_before(self, today: date) -> date:
        """Where the first one happened before this day, the second one is late."""
        return months_before(today, settings.read(self.months))

    def due_on(self, since: date) -> date:
        """The last day on which the second one is in time after the first one."""
        return months_before(since, -settings.read(self.months))


def _months(code: str, title: Message, default: int) -> WholeNumber:
    return declare(
        WholeNumber(
            code=f"projects.lag.{code}",
            group=_GROUP,
            title=title,
            explanation=Message("Later ones stand on the lag list."),
            default=default,
            lowest=1,
            highest=60,
            unit=Message("months"),
        )
    )


GAPS = {
    Lag.UNREGISTERED: Gap(
        MilestoneKind.CONTRACT,
        MilestoneKind.REGISTERED,
        _months("registered", Message("Company registered after signing within"), 3),
    ),
    Lag.UNSTARTED: Gap(
        MilestoneKind.REGISTERED,
        MilestoneKind.STARTED,
        _months("started", Message("Construction started after registration within"), 6),
    ),
    Lag.UNOPERATED: Gap(
        MilestoneKind.STARTED,
        MilestoneKind.OPERATING,
        _months("operating", Message("In operation after the start of construction within"), 18),
    ),
}
#: Which milestone must have happened for one to count as followed.
FOLLOWED_BY = {gap.after: gap.missing for gap in GAPS.values()}
LAG_NAMES = {
    Lag.UNREGISTERED: Message("Signed, not registered"),
    Lag.UNSTARTED: Message("Registered, not started"),
    Lag.UNOPERATED: Message("Started, not in operation"),
    Lag.NO_STEP: Message("No next step"),
    Lag.QUIET: Message("No contact"),
    Lag.OPEN_ITEMS: Message("Open items"),
    Lag.TO_VERIFY: Message("To verify"),
}
