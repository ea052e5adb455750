"""What comes in for activities."""

from datetime import date

from pydantic import Field, ValidationInfo, field_validator

from app.kernel.fields import Day, Draft, Line, OptionalDay, OptionalLine, OptionalProse, ShortLine, Version, wrong
from app.kernel.text import Message
from app.meetings.schemas import OptionalPick, Picks


class ActivityDraft(Draft):
    """An activity. Without a last day it takes one; `people` empty is the leader, or the actor."""

    title: Line
    kind: ShortLine
    begins_on: Day
    ends_on: OptionalDay = Field(default=None, validate_default=True)
    place: OptionalLine = None
    leader_id: OptionalPick = None
    people: Picks = ()
    enterprises: Picks = ()
    meetings: Picks = ()
    leads: Picks = ()
    signings: Picks = ()
    itinerary: OptionalProse = None
    outcome: OptionalProse = None
    is_confidential: bool = False

    @field_validator("ends_on", mode="after")
    @classmethod
    def _after_it_begins(cls, ends_on: date | None, info: ValidationInfo) -> date | None:
        begins_on = info.data.get("begins_on")
        if ends_on and begins_on and ends_on < begins_on:
            raise wrong(Message("An activity ends on the day it begins, or later."))
        return ends_on


class ActivityChange(ActivityDraft):
    """A changed activity."""

    version: Version
