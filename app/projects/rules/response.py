"""The response clock of a lead: first answered, judged and fed back, each within some working days of its receipt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from app.kernel.settings import WholeNumber, declare
from app.kernel.text import Message


class Response(StrEnum):
    """What a lead is owed, in this order. The values are columns of the project."""

    ANSWERED = "answered_on"
    JUDGED = "judged_on"
    FED_BACK = "fed_back_on"


RESPONSE_NAMES = {
    Response.ANSWERED: Message("First answered"),
    Response.JUDGED: Message("Judged"),
    Response.FED_BACK: Message("Fed back"),
}
RESPONSE_DAYS: Mapping[Response, WholeNumber] = {
    step: declare(
        WholeNumber(
            code=f"projects.response.{step}",
            group=Message("Response to leads"),
            title=RESPONSE_NAMES[step],
            explanation=Message("Working days after the lead was received; later counts as failed."),
            default=days,
            lowest=0,
            highest=60,
            unit=Message("working days"),
        )
    )
    for step, days in ((Response.ANSWERED, 1), (Response.JUDGED, 3), (Response.FED_BACK, 7))
}


class Days(Protocol):
    """The calendar of working days."""

    def between(self, start: date, end: date) -> int: ...
    def after(self, day: date, count: int) -> date: ...


@dataclass(frozen=True)
class Clock:
    """One step of a lead: by when, when it was done, and by how many working days that is, or runs, too late."""

    step: Response
    due_on: date
    done_on: date | None
    late: int

    @property
    def is_owed(self) -> bool:
        return self.done_on is None


def clocks(
    received_on: date, done: Mapping[Response, date | None], limits: Mapping[Response, int], days: Days, today: date
) -> list[Clock]:
    """The three steps of a lead as they stand today. A step is late once more working days have passed than it has."""
    return [
        Clock(
            step,
            days.after(received_on, limits[step]),
            done.get(step),
            max(days.between(received_on, done.get(step) or today) - limits[step], 0),
        )
        for step in Response
    ]


def owed(steps: list[Clock]) -> Clock | None:
    """The step that a lead waits for; None when it has had them all."""
    return next((step for step in steps if step.is_owed), None)
