"""How each kind of notification reads, and how its details are kept and said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from app.kernel import clock, figures
from app.kernel.settings import Choice, WholeNumber, declare
from app.kernel.text import Message
from app.notifications.models import Kind, Mode

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

MODE_WORDS = {
    Mode.AT_ONCE: Message("At once"),
    Mode.DAILY: Message("Once a day, all together"),
    Mode.OFF: Message("No mail"),
}
USUAL_MODE = declare(
    Choice(
        code="notifications.mail",
        group=Message("Notifications"),
        title=Message("Mail about notifications"),
        explanation=Message("For everybody who has not chosen for themselves on their profile."),
        default=Mode.AT_ONCE.value,
        options={mode.value: words for mode, words in MODE_WORDS.items()},
    )
)
USUAL_HOUR = declare(
    WholeNumber(
        code="notifications.hour",
        group=Message("Notifications"),
        title=Message("Hour of the daily mail"),
        explanation=Message("For everybody who has not chosen for themselves on their profile."),
        default=8,
        lowest=0,
        highest=23,
        unit=Message("o'clock"),
    )
)
#: So many at once come each as a letter of their own; more come as one summary.
MOST_LETTERS = 5


def is_daily_due(hour: int, sent_until: datetime | None, now: datetime) -> bool:
    """Whether the hour of the daily mail has come since the last one: a day that was missed is caught up once."""
    return sent_until is None or sent_until < last_hour(hour, now)


def last_hour(hour: int, now: datetime) -> datetime:
    """The latest moment, not after `now`, at which the park's clock showed this hour."""
    here = clock.local(now)
    moment = clock.at_park(datetime.combine(here.date(), time(hour)))
    return moment if moment <= now else clock.at_park(datetime.combine(here.date() - timedelta(days=1), time(hour)))


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
    Kind.MOVED: Reading(Message("“%(title)s” has another time or place"), "calendar-event", is_urgent=True),
    Kind.UNINVITED: Reading(Message("You no longer take part in “%(title)s”"), "calendar-off"),
    Kind.CANCELLED: Reading(Message("“%(title)s” is cancelled"), "calendar-off"),
    Kind.SUBMITTED: Reading(Message("“%(title)s” is submitted to you to be closed"), "checkbox"),
}
#: What changes the calendar of whoever is told: the letter brings a file for it.
OF_CALENDARS = {Kind.INVITED, Kind.MOVED, Kind.UNINVITED, Kind.CANCELLED}

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
