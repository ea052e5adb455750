"""What comes in for a site."""

from typing import Annotated, Self

from pydantic import BeforeValidator, model_validator

from app.kernel.fields import (
    Draft,
    Line,
    OptionalArea,
    OptionalDay,
    OptionalLine,
    OptionalMetres,
    OptionalNumber,
    OptionalPrice,
    OptionalProse,
    OptionalRecordId,
    OptionalShortLine,
    OptionalTonnes,
    RecordId,
    ShortLine,
    Version,
    blank_to_none,
    wrong,
)
from app.kernel.text import Message
from app.parks.models import EnvClass, SiteKind, SiteState

OptionalEnvClass = Annotated[EnvClass | None, BeforeValidator(blank_to_none)]


class _Facts(Draft):
    """What is known of a site. Areas are hundredths of m² or text such as `20亩`, prices fen or `12元`."""

    name_en: OptionalLine = None
    state: SiteState = SiteState.AVAILABLE
    area: OptionalArea = None
    height_cm: OptionalMetres = None
    load_kg: OptionalTonnes = None
    power_kva: OptionalNumber = None
    water: OptionalNumber = None
    gas: OptionalNumber = None
    price_fen: OptionalPrice = None
    available_from: OptionalDay = None
    env_class: OptionalEnvClass = None
    sectors: tuple[RecordId, ...] = ()
    plan: OptionalLine = None
    note: OptionalProse = None


class SiteDraft(_Facts):
    """A new site: of which kind it is, in which park and in which other site; that stays."""

    code: ShortLine
    name_zh: Line
    kind: SiteKind
    park_id: RecordId
    parent_id: OptionalRecordId = None


class SiteChange(_Facts):
    """The facts of a site that exists; those that are not given stay as they are."""

    code: OptionalShortLine = None
    name_zh: OptionalLine = None
    version: Version

    @model_validator(mode="after")
    def _keeps_the_needed(self) -> Self:
        for field in ("code", "name_zh"):
            if field in self.model_fields_set and getattr(self, field) is None:
                raise wrong(Message("This is needed."), at=field)
        return self
