"""What comes in for a key industry."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator

from app.kernel.fields import Draft, Line, OptionalLine, OptionalRecordId, OptionalShortLine, ShortLine, Version, wrong
from app.kernel.text import Message


def _code(value: str) -> str:
    if not re.fullmatch(r"K[0-9]{2}(?:[0-9]{2})*", value.upper()):
        raise wrong(Message("The code of a key industry is K and pairs of digits, such as K01 or K0102."))
    return value.upper()


class SectorDraft(Draft):
    """A key industry (or a branch of one) as the area names it."""

    code: Annotated[ShortLine, AfterValidator(_code)]
    name_zh: Line
    name_en: OptionalLine = None
    parent_id: OptionalRecordId = None
    chief_id: OptionalRecordId = None


class SectorChange(SectorDraft):
    """The same for one that exists."""

    version: Version


class TermDraft(Draft):
    """A word of a short list."""

    name_zh: ShortLine
    name_en: OptionalShortLine = None


class TermChange(TermDraft):
    """The same for one that exists."""

    version: Version


class MoveDraft(Draft):
    """A step up or down in the list."""

    version: Version
    to: Literal["up", "down"]
