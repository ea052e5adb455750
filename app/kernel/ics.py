"""Appointments as other calendars read them (RFC 5545): a file for one, a feed of many.

A room says what an appointment is; here it becomes text, with the park's zone spelled out in it. Who sees one that is
confidential only as time taken gets it without words: `busy`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from app.kernel import clock
from app.kernel.permissions import Actor
from app.kernel.sockets import Socket
from app.kernel.text import Message

if TYPE_CHECKING:
    from icalendar import Event, Timezone, vCalAddress

#: What others are told of time that is taken.
BUSY = Message("Busy")
MEDIA_TYPE = "text/calendar; charset=utf-8"
#: An appointment whose end nobody has said.
USUAL_LENGTH = timedelta(hours=1)

_PROGRAM = "-//Luodi//Luodi CRM//EN"
_FIRST, _LAST = date(1992, 1, 1), date(2100, 1, 1)  # the zone has kept one offset since the first


class Status(StrEnum):
    """How sure it is that it takes place."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


class Method(StrEnum):
    """What the one who gets a file should do with it: take it in, take it as an invitation, take it out."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Appointment:
    """One entry. `uid` is its name for ever, `sequence` grows with each change.

    `starts` is an instant, or a day for something that has no hour; `ends` is of the same kind. `is_free` takes no time
    of anybody's. An invitation names two mail addresses, `organizer` and `attendee`.
    """

    uid: str
    sequence: int
    changed_at: datetime
    starts: datetime | date
    summary: str
    ends: datetime | date | None = None
    place: str = ""
    text: str = ""
    address: str = ""
    status: Status = Status.CONFIRMED
    is_free: bool = False
    organizer: str = ""
    attendee: str = ""


@dataclass(frozen=True)
class Invitation:
    """What a participant's calendar should do about an appointment. Of a secret one it learns the time only."""

    appointment: Appointment
    method: Method
    is_secret: bool


#: Table name -> the invitation of a reader to a record of it; None where there is nothing for their calendar.
INVITATIONS: Socket[Callable[[Actor, int], Invitation | None]] = Socket("invitations")


def uid_of(kind: str, number: int, made_at: datetime | None) -> str:
    """The name of a record in other calendars: no two installations made a record at the same instant."""
    made = f"-{made_at:%Y%m%dT%H%M%S%f}" if made_at else ""
    return f"{kind}-{number}{made}@luodi"


def busy(appointment: Appointment, word: str) -> Appointment:
    """The same time taken, and nothing else."""
    return replace(appointment, summary=word, place="", text="", address="")


def write(name: str, appointments: Iterable[Appointment], method: Method = Method.PUBLISH) -> bytes:
    """A calendar of this name."""
    from icalendar import Calendar  # only who reads a calendar pays for the package

    calendar = Calendar()
    calendar.add("prodid", _PROGRAM)
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    calendar.add("x-wr-calname", name)
    calendar.add_component(_zone())
    for appointment in appointments:
        calendar.add_component(_event(appointment))
    return bytes(calendar.to_ical())


@cache
def _zone() -> "Timezone":
    from icalendar import Timezone

    return Timezone.from_tzinfo(clock.PARK_ZONE, str(clock.PARK_ZONE), _FIRST, _LAST)


def _event(appointment: Appointment) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.changed_at)
    event.add("last-modified", appointment.changed_at)
    starts, ends = _span(appointment)
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("status", appointment.status.value)
    event.add("transp", "TRANSPARENT" if appointment.is_free else "OPAQUE")
    for word, value in (
        ("summary", appointment.summary),
        ("location", appointment.place),
        ("description", appointment.text),
        ("url", appointment.address),
    ):
        if value:
            event.add(word, value)
    if appointment.attendee:
        event.add("organizer", _mailbox(appointment.organizer))
        event.add("attendee", _mailbox(appointment.attendee, ROLE="REQ-PARTICIPANT", RSVP="FALSE"))
    return event


def _mailbox(address: str, **parameters: str) -> "vCalAddress":
    from icalendar import vCalAddress

    box = vCalAddress(f"mailto:{address}")
    box.params.update(parameters)
    return box


def _span(appointment: Appointment) -> tuple[datetime | date, datetime | date]:
    """From when until when: days end with the one after, an hour on the park's clock is given where no end is."""
    starts, ends = appointment.starts, appointment.ends
    if not isinstance(starts, datetime):
        return starts, (ends or starts) + timedelta(days=1)
    return clock.local(starts), clock.local(ends if isinstance(ends, datetime) else starts + USUAL_LENGTH)
