"""What comes in for a policy."""

from typing import Self

from pydantic import model_validator

from app.kernel.fields import Day, Draft, Line, OptionalDay, OptionalLine, OptionalProse, RecordId, Version, wrong
from app.kernel.text import Message


class PolicyDraft(Draft):
    """A policy as it is written down. Sectors are ids; the level is a term of policy_level."""

    title_zh: Line
    title_en: OptionalLine = None
    number: OptionalLine = None
    issuer_zh: Line
    issuer_en: OptionalLine = None
    level: Line
    issued_on: Day
    valid_from: OptionalDay = None
    valid_until: OptionalDay = None
    sectors: tuple[RecordId, ...] = ()
    summary_zh: OptionalProse = None
    summary_en: OptionalProse = None
    clauses: OptionalProse = None
    source: OptionalLine = None

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        begins = self.valid_from or self.issued_on
        if self.valid_until and self.valid_until < begins:
            raise wrong(Message("A policy cannot end before it begins."), at="valid_until")
        return self


class PolicyChange(PolicyDraft):
    """The same for a policy that exists."""

    version: Version
