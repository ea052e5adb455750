"""How each kind of notification reads, and how its details are kept and said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.kernel import figures
from app.kernel.settings import WholeNumber, declare
from app.kernel.text import Message
from app.notifications.models import Kind

#: What may be kept of a notification beside its kind and subject.
Detail = Message | str | int | date | datetime

KEEP_DAYS = declare(
    WholeNumber(
        code="notifications.keep_days",
        group=Message("Notifications"),
        title=Message("Notifications are kept for"),
        explanation=Message("Older ones disappear, read or not. What they were about stays."),
        default=180,
        lowest=30,
        highest=3650,
        unit=Message("days"),
    )
)


@dataclass(frozen=True)
class Reading:
    """How a kind is said, with the record's `title` in it, and its icon."""

    sentence: Message
    icon: str
    is_urgent: bool = False


READINGS: dict[Kind, Reading] = {
    Kind.ASSIGNED: Reading(Message("You are responsible for “%(title)s” now"), "user-check"),
    Kind.DUE_SOON: Reading(Message("“%(title)s” is due soon"), "clock"),
    Kind.OVERDUE: Reading(Message("“%(title)s” is overdue"), "alert-triangle", is_urgent=True),
    Kind.ESCALATED: Reading(Message("“%(title)s” is overdue and comes to you"), "alert-octagon", is_urgent=True),
    Kind.MILESTONE_CLAIMED: Reading(Message("A milestone of “%(title)s” waits to be verified"), "flag"),
    Kind.MILESTONE_VERIFIED: Reading(Message("A milestone of “%(title)s” is verified"), "circle-check"),
    Kind.MILESTONE_RETURNED: Reading(
        Message("A milestone of “%(title)s” was sent back"), "arrow-back-up", is_urgent=True
    ),
    Kind.MENTIONED: Reading(Message("You are mentioned in “%(title)s”"), "at"),
    Kind.INVITED: Reading(Message("You take part in “%(title)s”"), "calendar-event"),
    Kind.CANCELLED: Reading(Message("“%(title)s” is cancelled"), "calendar-off"),
}

#: The details there are, in the order in which they are said.
DETAILS: dict[str, Message] = {
    "what": Message("%(value)s"),
    "starts_at": Message("on %(value)s"),
    "place": Message("at %(value)s"),
    "due_on": Message("due on %(value)s"),
    "late": Message("working days late: %(value)s"),
    "reason": Message("Reason: %(value)s"),
}


def kept(details: Mapping[str, Detail]) -> dict[str, Any]:
    """Details as JSON. Raises ValueError for one that nobody knows how to say."""
    if unknown := details.keys() - DETAILS.keys():
        raise ValueError(f"no notification says {sorted(unknown)}")
    return {name: _kept(value) for name, value in details.items() if value not in (None, "")}


def _kept(value: Detail) -> Any:
    if isinstance(value, Message):
        return {"say": value.key, "with": {name: _kept(part) for name, part in value.params.items()}}
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    return value


def told(params: Mapping[str, Any], locale: str) -> list[Message]:
    """The details as sentences to be said, in their order."""
    return [Message(DETAILS[name].key, value=_told(params[name], locale)) for name in DETAILS if name in params]


def _told(value: Any, locale: str) -> Message | str:
    if not isinstance(value, dict):
        return str(value)
    if "say" in value:
        key = value["say"]
        return Message(key, **{name: _told(part, locale) for name, part in value["with"].items()})
    if "at" in value:
        return figures.moment(datetime.fromisoformat(value["at"]), locale)
    return figures.day(date.fromisoformat(value["on"]), locale)
