"""What comes in for accounts."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator

from app.kernel.fields import (
    Draft,
    Line,
    OptionalDay,
    OptionalLine,
    OptionalRecordId,
    RecordId,
    ShortLine,
    Version,
    wrong,
)
from app.kernel.permissions import Role, Scope
from app.kernel.text import Message


def _user_name(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,39}", value.lower()):
        raise wrong(Message("A user name has 2 to 40 letters, digits, dots or hyphens."))
    return value.lower()


UserName = Annotated[ShortLine, AfterValidator(_user_name)]


class SignInDraft(Draft):
    username: Line
    password: Line


class PasswordDraft(Draft):
    present: Line
    chosen: Line
    repeated: Line


class ProfileDraft(Draft):
    locale: Literal["zh", "en"]
    version: Version


class UnitDraft(Draft):
    name_zh: Line
    name_en: OptionalLine = None
    kind: Literal["committee", "bureau", "department", "park"]
    parent_id: OptionalRecordId = None
    version: int | None = None


class PersonDraft(Draft):
    name: ShortLine
    name_en: OptionalLine = None
    post_zh: OptionalLine = None
    post_en: OptionalLine = None
    unit_id: RecordId
    protocol_order: int = 999
    since: OptionalDay = None


class NewUserDraft(PersonDraft):
    username: UserName
    role: Role
    scope: Scope = Scope.OWN


class GrantDraft(Draft):
    role: Role
    scope: Scope
    unit_id: OptionalRecordId = None
    until: OptionalDay = None
