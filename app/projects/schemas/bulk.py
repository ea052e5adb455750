"""What comes in about many projects at once."""

from enum import StrEnum

from pydantic import field_validator

from app.kernel.fields import Draft, OptionalDay, OptionalLine, OptionalRecordId, wrong
from app.kernel.text import Message
from app.projects.schemas.pipeline import ChosenVersion


class BulkVerb(StrEnum):
    """What can be done to many projects at once."""

    ASSIGN = "assign"
    TAG = "tag"
    UNTAG = "untag"
    NEXT_STEP = "next_step"


class BulkDraft(Draft):
    """The chosen projects, each with the version that was seen, and what is done to them all."""

    chosen: tuple[ChosenVersion, ...]
    verb: BulkVerb
    officer_id: OptionalRecordId = None
    tag: OptionalLine = None
    next_step: OptionalLine = None
    next_owner_id: OptionalRecordId = None
    next_due_on: OptionalDay = None

    @field_validator("chosen")
    @classmethod
    def _some(cls, chosen: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        if not chosen:
            raise wrong(Message("Choose at least one project."))
        return chosen
