"""What comes in for accounts."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from app.kernel.fields import (
    Day,
    Draft,
    Line,
    OptionalDay,
    OptionalLine,
    OptionalMailAddress,
    OptionalRecordId,
    OptionalShortLine,
    RecordId,
    Secret,
    ShortLine,
    Version,
    blank_to_none,
    whole_number,
    wrong,
)
from app.kernel.permissions import Role, Scope
from app.kernel.text import Message


def _user_name(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,39}", value.lower()):
        raise wrong(Message("A user name has 2 to 40 letters, digits, dots or hyphens."))
    return value.lower()


OptionalOrder = Annotated[Annotated[int, whole_number(1, 9999)] | None, BeforeValidator(blank_to_none)]
UserName = Annotated[ShortLine, AfterValidator(_user_name)]


LONGEST_ABSENCE = 366
OptionalRole = Annotated[Role | None, BeforeValidator(blank_to_none)]


class SignInDraft(Draft):
    username: Line
    password: Secret


class ForgottenDraft(Draft):
    """Whose password is forgotten."""

    username: Line


class PasswordDraft(Draft):
    present: Secret
    chosen: Secret
    repeated: Secret


class NewPasswordDraft(Draft):
    chosen: Secret
    repeated: Secret


class CodeDraft(Draft):
    """A code of the authenticator app, or a recovery code."""

    code: ShortLine


class SetupDraft(NewPasswordDraft):
    """What an empty installation asks its first administrator."""

    code: ShortLine
    unit: Line
    name: ShortLine
    username: UserName


class UnitDraft(Draft):
    """A part of the management committee."""

    name_zh: Line
    name_en: OptionalLine = None
    kind: Literal["committee", "bureau", "department", "park"]
    parent_id: OptionalRecordId = None
    position: Annotated[int, whole_number(0, 9999)] = 0


class UnitChange(UnitDraft):
    version: Version


class PersonDraft(Draft):
    """Somebody of the area. `since` is the first day of the post, today when left out."""

    name: ShortLine
    name_en: OptionalLine = None
    post_zh: OptionalLine = None
    post_en: OptionalLine = None
    unit_id: RecordId
    protocol_order: OptionalOrder = None
    since: OptionalDay = None


class PersonChange(PersonDraft):
    version: Version


class MemberRow(Draft):
    """Somebody in a task force, with what they do there."""

    person_id: RecordId
    role: OptionalShortLine = None


class TaskForceDraft(Draft):
    """A task force. Who stands in the list twice is in it once."""

    name_zh: Line
    name_en: OptionalLine = None
    chief_id: OptionalRecordId = None
    members: Annotated[tuple[MemberRow, ...], Field(max_length=60)] = ()


class TaskForceChange(TaskForceDraft):
    is_dissolved: bool = False
    version: Version


class NewUserDraft(PersonDraft):
    """A person with a sign-in; with `person_id` somebody already known gets one. Without a role they see nothing."""

    person_id: OptionalRecordId = None
    username: UserName
    role: OptionalRole = None
    scope: Scope = Scope.OWN
    locale: Literal["zh", "en"] = "zh"
    email: OptionalMailAddress = None


class GrantDraft(Draft):
    """A role for a user: its reach, the unit it is about (their own when left out), its last day."""

    role: Role
    scope: Scope
    unit_id: OptionalRecordId = None
    until: OptionalDay = None


class AddressDraft(Draft):
    """Where mail reaches a user."""

    email: OptionalMailAddress = None
    version: Version


class ReasonDraft(Draft):
    """Why something is done that its subject did not ask for here."""

    reason: Line


class AbsenceDraft(Draft):
    """Who stands in for somebody, from a day to a day, both inclusive."""

    deputy_id: RecordId
    since: Day
    until: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until < self.since:
            raise wrong(Message("An absence cannot end before it begins."), at="until")
        if (self.until - self.since).days > LONGEST_ABSENCE:
            raise wrong(Message("Somebody who is away for more than a year hands over instead."), at="until")
        return self


class ReviewDraft(Draft):
    """The roles that somebody looked at and found right."""

    grants: tuple[RecordId, ...] = ()
