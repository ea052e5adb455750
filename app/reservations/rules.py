"""Reservations in words, and what may stand beside what. All pure but for the office's own figures."""

from datetime import date
from enum import StrEnum

from app.kernel.errors import Invalid
from app.kernel.settings import WholeNumber, declare
from app.kernel.text import Message
from app.projects.models import CLOSED_STATUSES, Project
from app.reservations.models import Reservation, ReservationKind


class Standing(StrEnum):
    """Where a reservation stands on a day."""

    COMING = "coming"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    RELEASED = "released"


KIND_NAMES: dict[ReservationKind, Message] = {
    ReservationKind.HOLD: Message("Hold"),
    ReservationKind.PROMISE: Message("Promise"),
    ReservationKind.CONTRACT: Message("Contract"),
}
STANDING_NAMES: dict[Standing, Message] = {
    Standing.COMING: Message("Not yet begun"),
    Standing.IN_FORCE: Message("Stands"),
    Standing.EXPIRED: Message("Run out"),
    Standing.RELEASED: Message("Released"),
}
_GROUP = Message("Land and premises")
HOLD_DAYS = declare(
    WholeNumber(
        code="reservations.hold_days",
        group=_GROUP,
        title=Message("A hold lasts"),
        explanation=Message("The last day that is offered when a site is held. A hold expires by itself."),
        default=30,
        lowest=1,
        highest=365,
        unit=Message("days"),
    )
)
LONGEST_HOLD = declare(
    WholeNumber(
        code="reservations.longest_hold_days",
        group=_GROUP,
        title=Message("A hold lasts at most"),
        explanation=Message("Counted from its first day. Whoever needs longer asks for a promise."),
        default=90,
        lowest=1,
        highest=1000,
        unit=Message("days"),
    )
)


def standing_on(day: date, reservation: Reservation) -> Standing:
    """Where a reservation stands: released, else by its dates, both inclusive."""
    if reservation.released_at is not None:
        return Standing.RELEASED
    if reservation.to_on is not None and reservation.to_on < day:
        return Standing.EXPIRED
    return Standing.COMING if reservation.from_on > day else Standing.IN_FORCE


def check_period(kind: ReservationKind, from_on: date, to_on: date | None, longest_hold: int) -> None:
    """Raise Invalid unless the days are in order, and a hold ends within what the office allows."""
    if to_on is not None and to_on < from_on:
        raise Invalid.at("to_on", Message("It cannot end before it begins."))
    if kind is ReservationKind.HOLD:
        if to_on is None:
            raise Invalid.at("to_on", Message("A hold needs a last day: it expires by itself."))
        if (to_on - from_on).days > longest_hold:
            raise Invalid.at("to_on", Message("A hold lasts at most %(days)s days.", days=longest_hold))


def check_project(project: Project) -> None:
    """Raise Invalid for a project that is archived or over: it needs no site."""
    if project.archived_at is not None or project.status in CLOSED_STATUSES:
        raise Invalid.at("project_id", Message("This project is closed. Choose one that is still worked on."))


def is_succeeded_by(earlier: Reservation, project_id: int, site_id: int, kind: ReservationKind) -> bool:
    """A firmer reservation of the same project takes the place of a looser one on the same site."""
    order = list(ReservationKind)
    is_same = earlier.project_id == project_id and earlier.site_id == site_id
    return is_same and order.index(earlier.kind) < order.index(kind)
