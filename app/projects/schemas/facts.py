"""The facts of a project as they come in, and who is let in to it."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, model_validator

from app.kernel.fields import (
    Draft,
    Line,
    OptionalArea,
    OptionalCount,
    OptionalDay,
    OptionalLine,
    OptionalMetres,
    OptionalMoney,
    OptionalProse,
    OptionalRecordId,
    OptionalTonnes,
    RecordId,
    Version,
    wrong,
)
from app.kernel.text import Message
from app.projects.models import Disclosure, Stage, Track

_NAME_FROM_SUMMARY = 40
_ALWAYS = frozenset({"disclosure", "track", "stage"})
_MAX_COUNT = 2_000_000_000  # both databases keep it in 32 bits


def _unlike(ids: tuple[int, ...]) -> tuple[int, ...]:
    """Each one once, in the order given."""
    return tuple(dict.fromkeys(ids))


def _storable(count: int | None) -> int | None:
    if count is not None and count > _MAX_COUNT:
        raise wrong(Message("The number must lie between %(low)s and %(high)s.", low=0, high=_MAX_COUNT))
    return count


Count = Annotated[OptionalCount, AfterValidator(_storable)]
Ids = Annotated[tuple[RecordId, ...], AfterValidator(_unlike)]


class _Facts(Draft):
    """What is known of a project. Amounts are fen or text such as `1.2亿`, areas hundredths of m² or `120亩`."""

    name_zh: OptionalLine = None
    name_en: OptionalLine = None
    codename: OptionalLine = None
    disclosure: Disclosure = Disclosure.OPEN
    track: Track = Track.LAND
    enterprise_id: OptionalRecordId = None
    company_id: OptionalRecordId = None
    sector_id: OptionalRecordId = None
    park_id: OptionalRecordId = None
    officer_id: OptionalRecordId = None
    unit_id: OptionalRecordId = None
    sponsor_id: OptionalRecordId = None
    lead_unit_id: OptionalRecordId = None
    task_force_id: OptionalRecordId = None
    total_fen: OptionalMoney = None
    contract_fen: OptionalMoney = None
    fixed_fen: OptionalMoney = None
    foreign_fen: OptionalMoney = None
    need_land: OptionalArea = None
    need_plant: OptionalArea = None
    need_height_cm: OptionalMetres = None
    need_load_kg: OptionalTonnes = None
    need_power_kva: Count = None
    need_water: Count = None
    need_gas: Count = None
    need_note: OptionalProse = None
    jobs: Count = None
    output_fen: OptionalMoney = None
    tax_fen: OptionalMoney = None
    source: OptionalLine = None
    received_on: OptionalDay = None
    answered_on: OptionalDay = None
    judged_on: OptionalDay = None
    fed_back_on: OptionalDay = None
    summary: OptionalProse = None
    is_legacy: bool = False
    is_key: bool = False
    investor_ids: Ids = ()
    team_ids: Ids = ()

    @model_validator(mode="before")
    @classmethod
    def _blank_says_nothing(cls, typed: dict[str, Any]) -> dict[str, Any]:
        """A choice that always has a value keeps it (or its default) when the form left it blank."""
        return {name: value for name, value in typed.items() if value not in (None, "") or name not in _ALWAYS}


class ProjectDraft(_Facts):
    """A new project: a name or one sentence is enough, with the enterprise it is about.

    An enterprise that is not known yet comes by name. The rest is defaulted: the actor is the officer, today
    the day on which the lead came in. A stage beyond the lead is for what is entered afterwards.
    """

    enterprise_name: OptionalLine = None
    stage: Stage = Stage.LEAD
    stage_since: OptionalDay = None
    next_step: OptionalLine = None
    next_owner_id: OptionalRecordId = None
    next_due_on: OptionalDay = None

    @property
    def name(self) -> str:
        """The name given, else the beginning of the sentence."""
        return self.name_zh or (self.summary or "").split("\n")[0][:_NAME_FROM_SUMMARY]

    @model_validator(mode="before")
    @classmethod
    def _number_or_name(cls, typed: dict[str, Any]) -> dict[str, Any]:
        """What a picker holds is a number, `new:` and a name, or (without script) just a name."""
        picked = typed.get("enterprise_id")
        if not isinstance(picked, str) or not picked.strip() or picked.strip().isdigit():
            return typed
        return typed | {"enterprise_id": None, "enterprise_name": picked.strip().removeprefix("new:")}

    @model_validator(mode="after")
    def _says_enough(self) -> Self:
        if not self.name:
            raise wrong(Message("Give a name or one sentence about the project."), at="name_zh")
        if self.enterprise_id is None and self.enterprise_name is None:
            raise wrong(Message("Say which enterprise it is about."), at="enterprise_id")
        return self


class ProjectChange(_Facts):
    """The facts of a project that exists. What a form leaves out stays as it is."""

    version: Version

    @model_validator(mode="after")
    def _keeps_the_needed(self) -> Self:
        for field in ("name_zh", "enterprise_id", "officer_id", "unit_id", "received_on"):
            if field in self.model_fields_set and getattr(self, field) is None:
                raise wrong(Message("This is needed."), at=field)
        return self


class AccessDraft(Draft):
    """Whom to let in to a confidential project, why, and until which day (inclusive; open when none is given)."""

    user_id: RecordId
    reason: Line
    until: OptionalDay = None
    version: Version
