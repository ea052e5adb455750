"""What comes in for a setting: what was typed, as the setting itself will read it."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from app.kernel.fields import MAX_ID, Draft, whole_number


def _as_typed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else tuple(value or ())


#: The version of a choice; 0 as long as the default holds.
ChoiceVersion = Annotated[int, whole_number(0, MAX_ID)]


class SettingDraft(Draft):
    """A value for a setting; several where several may be chosen."""

    value: Annotated[tuple[str, ...], BeforeValidator(_as_typed)]
    version: ChoiceVersion


class ProfileDraft(Draft):
    """The button that acts on the version of a setting that its page shows."""

    version: ChoiceVersion
