"""What comes in for meetings and follow-ups."""

from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from app.kernel.fields import (
    MAX_ID,
    Day,
    Draft,
    Line,
    OptionalDay,
    OptionalLine,
    OptionalProse,
    OptionalRecordId,
    OptionalShortLine,
    Prose,
    RecordId,
    ShortLine,
    Version,
    parse_time,
    wrong,
)
from app.kernel.text import Message, is_clean
from app.meetings.models import Side

MOST_PICKED = 60
MOST_ROWS = 30
_NEW = "new:"


@dataclass(frozen=True)
class Named:
    """Somebody or something that was typed by name instead of picked from the list."""

    name: str


def parse_pick(value: Any) -> Any:
    """A record's number, or a name: `new:NAME` from a picker, a plain name from a page without scripts."""
    if not isinstance(value, str):
        return value
    typed = value.strip()
    if typed.isascii() and typed.isdigit():
        if len(typed) > len(str(MAX_ID)) or not 1 <= int(typed) <= MAX_ID:
            raise wrong(Message("Choose from the list, or type a name."))
        return int(typed)
    name = " ".join(typed.removeprefix(_NEW).split())
    if not 2 <= len(name) <= 120 or not is_clean(name) or not any(character.isalpha() for character in name):
        raise wrong(Message("A name has 2 to 120 characters, letters among them."))
    return Named(name)


def _blank_to_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _without_blanks(values: Any) -> Any:
    """A picker's values in their order, each once."""
    if values is None:
        return ()
    if isinstance(values, list | tuple):
        return tuple(dict.fromkeys(v for v in values if not isinstance(v, str) or v.strip()))
    return values


Pick = Annotated[int | Named, BeforeValidator(parse_pick)]
OptionalPick = Annotated[Pick | None, BeforeValidator(_blank_to_none)]
Picks = Annotated[tuple[Pick, ...], Field(max_length=MOST_PICKED), BeforeValidator(_without_blanks)]
OptionalTime = Annotated[Annotated[time, BeforeValidator(parse_time)] | None, BeforeValidator(_blank_to_none)]
OptionalSide = Annotated[Side, BeforeValidator(lambda side: side or Side.PARK)]
UnitIds = Annotated[tuple[RecordId, ...], Field(max_length=MOST_PICKED), BeforeValidator(_without_blanks)]


class FollowUpRow(Draft):
    """A next step agreed in a meeting. Without an owner it is the actor's, without a day it is due in a week.

    `seen` is the line whose "@name" and "by Friday" the writer has been shown already: then the fields hold.
    """

    text: Line
    side: OptionalSide = Side.PARK
    owner_id: OptionalPick = None
    counterpart: OptionalPick = None
    due_on: OptionalDay = None
    seen: OptionalLine = None


class MeetingDraft(Draft):
    """A meeting. An enterprise or a project, and a text; everything else has a default.

    `level` None is the highest participant's, `day` None is today, `ours` empty is the actor. `repeats` plans the same
    visit again every week, fortnight or month, the last one on `until` or before.
    """

    projects: Picks = ()
    enterprises: Picks = Field(default=(), validate_default=True)
    text: Prose
    title: OptionalLine = None
    mode: ShortLine = "formal"
    day: OptionalDay = None
    time: OptionalTime = None
    ends: OptionalTime = None
    ours: Picks = ()
    theirs: Picks = ()
    follow_ups: Annotated[tuple[FollowUpRow, ...], Field(max_length=MOST_ROWS)] = ()
    place: OptionalLine = None
    level: OptionalShortLine = None
    direction: OptionalShortLine = None
    topics: OptionalLine = None
    is_confidential: bool = False
    repeats: Annotated[Literal["week", "fortnight", "month"] | None, BeforeValidator(_blank_to_none)] = None
    until: OptionalDay = Field(default=None, validate_default=True)

    @field_validator("until", mode="after")
    @classmethod
    def _ending(cls, until: date | None, info: ValidationInfo) -> date | None:
        if info.data.get("repeats") and until is None:
            raise wrong(Message("Say until when it recurs."))
        return until

    @field_validator("enterprises", mode="after")
    @classmethod
    def _about_somebody(cls, enterprises: tuple[Any, ...], info: ValidationInfo) -> tuple[Any, ...]:
        if not enterprises and info.data.get("projects") == ():
            raise wrong(Message("Say with whom: name an enterprise, or choose a project."))
        return enterprises


class MeetingChange(MeetingDraft):
    """A changed meeting. Its follow-ups have a life of their own and are not changed here."""

    version: Version


class CancelDraft(Draft):
    """Why a meeting does not take place; with `following` the later visits of its series do not either."""

    reason: Line
    following: bool = False
    version: Version


class HoldDraft(Draft):
    """A planned meeting has taken place: what was said, and what was agreed, one step on each line."""

    text: Prose
    steps: OptionalProse = None
    version: Version


class AmendDraft(Draft):
    """What is to stand beside minutes that are final, and why. What has become confidential may be marked so."""

    text: Prose
    reason: Line
    is_confidential: bool = False
    version: Version


class FollowUpDraft(Draft):
    """A follow-up that does not come from logging a meeting: about an enterprise, a project or a meeting."""

    text: Line
    side: OptionalSide = Side.PARK
    source: ShortLine = "other"
    enterprise_id: OptionalPick = None
    project_id: OptionalPick = None
    meeting_id: OptionalRecordId = None
    owner_id: OptionalPick = None
    counterpart: OptionalPick = None
    supporters: Picks = ()
    units: UnitIds = ()
    supervisor_id: OptionalPick = None
    due_on: Day


class FollowUpChange(Draft):
    """A follow-up that is corrected or given to somebody else. Its due day moves by a verb of its own."""

    text: Line
    side: OptionalSide = Side.PARK
    owner_id: OptionalPick = None
    counterpart: OptionalPick = None
    supporters: Picks = ()
    units: UnitIds = ()
    supervisor_id: OptionalPick = None
    version: Version


class NoteDraft(Draft):
    """What has been done so far."""

    text: Prose


class SubmitDraft(Draft):
    """What has been done, for the supervisor to see."""

    note: OptionalProse = None
    version: Version


class ReasonDraft(Draft):
    """Why a follow-up goes back to its owner, or is opened again."""

    reason: Line
    version: Version


class CloseDraft(Draft):
    """How a follow-up ended: done, or no longer needed (then the note says why)."""

    outcome: Literal["closed", "cancelled"] = "closed"
    note: OptionalProse = Field(default=None, validate_default=True)
    version: Version

    @field_validator("note", mode="after")
    @classmethod
    def _reasoned(cls, note: str | None, info: ValidationInfo) -> str | None:
        if not note and info.data.get("outcome") == "cancelled":
            raise wrong(Message("Say why it is no longer needed."))
        return note


class DueDraft(Draft):
    """Another due day for a follow-up, and why. The first one stays on record."""

    due_on: Day
    reason: Line
    version: Version
