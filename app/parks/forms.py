"""Fields of a site, with what each of them offers to choose from."""

from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from pydantic import BaseModel
from wtforms import StringField, TextAreaField

from app.kernel import figures
from app.kernel.display import name
from app.kernel.fields import record_ids
from app.kernel.forms import (
    AreaField,
    ChoiceField,
    DayField,
    Form,
    MeasureField,
    NumberField,
    PickField,
    PickManyField,
)
from app.kernel.guard import current_actor
from app.kernel.text import Message
from app.parks import queries, rules
from app.parks.models import Site
from app.parks.schemas import SiteChange, SiteDraft
from app.vocabularies import queries as vocabularies

D = TypeVar("D", bound=BaseModel)


class PriceField(StringField):
    """A price as a person types it, where a bare number is yuan; the record holds fen."""

    def process_data(self, value: Any) -> None:
        self.data = figures.money_input(value) if isinstance(value, int) else value


class FactsForm(Form[D]):
    """The facts of a site."""

    code = StringField(_l("Site code"))
    name_zh = StringField(_l("Site name"))
    name_en = StringField(_l("English name"))
    state = ChoiceField(_l("State"))
    area = AreaField(_l("Area"))
    height_cm = MeasureField(_l("Clear height"))
    load_kg = MeasureField(_l("Floor load"), parts=1000)
    power_kva = NumberField(_l("Power"))
    water = NumberField(_l("Water"))
    gas = NumberField(_l("Gas"))
    price_fen = PriceField(_l("Price"))
    available_from = DayField(_l("Available from"))
    env_class = ChoiceField(_l("Environmental class"))
    sectors = PickManyField(_l("Fits sectors"))
    plan = StringField(_l("Place on the plan"))
    note = TextAreaField(_l("Notes"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state.offer(rules.STATE_NAMES)
        self.env_class.offer(rules.ENV_NAMES, blank=Message("Not chosen"))
        self.name_sectors()

    def name_sectors(self) -> None:
        """Give the picker of sectors the names of its values."""
        picked = vocabularies.sectors(current_actor(), record_ids(self.sectors.data or []))
        self.sectors.shown = {str(sector.id): name(sector) for sector in picked}


class SiteForm(FactsForm[SiteDraft]):
    """A new site in its place."""

    kind = ChoiceField(_l("Kind of site"))
    park_id = ChoiceField(_l("Park"))
    parent_id = PickField(_l("Lies in"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.offer(rules.KIND_NAMES)
        self.park_id.offer({found.park.id: name(found.park) for found in queries.list_parks(current_actor())})
        above = [queries.find(current_actor(), number) for number in record_ids([self.parent_id.data or ""])]
        self.parent_id.shown = next((f"{site.code} {name(site)}" for site in above if site), "")


class SiteChangeForm(FactsForm[SiteChange]):
    """A site that exists."""

    def __init__(self, *args: Any, obj: Site | None = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)

    def keep_only(self, kept: str) -> None:
        """Leave one fact (and what every form carries): the others stay as they are in the site."""
        for other in self.draft_type.model_fields:
            if other not in (kept, "version"):
                del self[other]
