"""When a policy is in force."""

from datetime import date
from enum import StrEnum

from app.kernel.text import Message


class Force(StrEnum):
    """Where a policy stands on a day."""

    COMING = "coming"
    IN_FORCE = "in_force"
    EXPIRED = "expired"


FORCE_WORDS = {
    Force.COMING: Message("Not yet in force"),
    Force.IN_FORCE: Message("In force"),
    Force.EXPIRED: Message("Expired"),
}


def force_on(day: date, issued_on: date, valid_from: date | None, valid_until: date | None) -> Force:
    """A policy runs from its first day (else the day of issue) to its last day, both inclusive."""
    if day < (valid_from or issued_on):
        return Force.COMING
    return Force.EXPIRED if valid_until is not None and day > valid_until else Force.IN_FORCE
