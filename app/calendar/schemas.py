"""What comes in for a day of the calendar."""

from typing import Annotated, Literal

from app.kernel.fields import MAX_ID, Draft, OptionalLine, whole_number


class DayDraft(Draft):
    """Worked or not, and why. The version is 0 as long as the office has not decided about the day."""

    work: Literal["working", "off"]
    note: OptionalLine = None
    version: Annotated[int, whole_number(0, MAX_ID)]


class AnnouncedDraft(Draft):
    """The button that gives a decision up: the announced calendar holds again."""

    version: Annotated[int, whole_number(0, MAX_ID)]
