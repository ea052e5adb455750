"""The facts of a project, who is let in, and what comes next."""

from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from pydantic import BaseModel
from wtforms import BooleanField, StringField, TextAreaField

from app.accounts import queries as accounts
from app.enterprises import queries as enterprises
from app.kernel.display import name
from app.kernel.forms import (
    AreaField,
    ChoiceField,
    DayField,
    Form,
    MeasureField,
    MoneyField,
    NumberField,
    PickField,
    PickManyField,
)
from app.kernel.guard import current_actor
from app.kernel.text import Message
from app.kernel.words import choose_locale
from app.projects import rules
from app.projects.forms.choices import NOTHING, leaders, numbers, task_forces, users
from app.projects.models import Project
from app.projects.schemas import (
    AccessDraft,
    NextStepDraft,
    ProjectChange,
    ProjectDraft,
)
from app.vocabularies import queries as vocabularies

D = TypeVar("D", bound=BaseModel)


class FactsForm(Form[D]):
    """The facts of a project. What may be chosen is offered at once, so that refused and compared forms show it."""

    name_zh = StringField(_l("Project name"))
    name_en = StringField(_l("English name"))
    codename = StringField(_l("Codename"))
    disclosure = ChoiceField(_l("Who may see it"))
    track = ChoiceField(_l("Track"))
    enterprise_id = PickField(_l("Enterprise"))
    company_id = PickField(_l("Project company"))
    investor_ids = PickManyField(_l("Other investors"))
    sector_id = PickField(_l("Sector"))
    park_id = ChoiceField(_l("Park"))
    officer_id = ChoiceField(_l("Responsible officer"))
    unit_id = ChoiceField(_l("Unit"))
    team_ids = PickManyField(_l("Team"))
    sponsor_id = ChoiceField(_l("Sponsoring leader"))
    lead_unit_id = ChoiceField(_l("Lead department"))
    task_force_id = ChoiceField(_l("Task force"))
    total_fen = MoneyField(_l("Total investment"))
    contract_fen = MoneyField(_l("Contract amount"))
    fixed_fen = MoneyField(_l("Fixed assets"))
    foreign_fen = MoneyField(_l("Foreign capital"))
    need_land = AreaField(_l("Land needed"))
    need_plant = AreaField(_l("Floor space needed"))
    need_height_cm = MeasureField(_l("Clear height needed"))
    need_load_kg = MeasureField(_l("Floor load needed"), parts=1000)
    need_power_kva = NumberField(_l("Power needed"))
    need_water = NumberField(_l("Water needed"))
    need_gas = NumberField(_l("Gas needed"))
    need_note = TextAreaField(_l("Other needs"))
    jobs = NumberField(_l("Jobs expected"))
    output_fen = MoneyField(_l("Yearly output expected"))
    tax_fen = MoneyField(_l("Yearly tax expected"))
    source = ChoiceField(_l("Source"))
    received_on = DayField(_l("Received on"))
    answered_on = DayField(_l("First answered on"))
    judged_on = DayField(_l("Judged on"))
    fed_back_on = DayField(_l("Fed back on"))
    summary = TextAreaField(_l("In short"))
    is_key = BooleanField(_l("Key project: silence counts sooner, whatever the sector"))
    is_legacy = BooleanField(_l("Legacy project: entered at its stage, owes no conditions"))

    def __init__(self, *args: Any, obj: Project | None = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        units = {unit.id: name(unit) for unit in accounts.list_units()}
        everyone = users(obj.team if obj else [], [obj.officer] if obj else [])
        self.disclosure.offer(rules.DISCLOSURE_NAMES)
        self.track.offer(rules.TRACK_NAMES)
        self.park_id.offer(units, blank=NOTHING)
        self.lead_unit_id.offer(units, blank=NOTHING)
        self.unit_id.offer(units, blank=None if obj else Message("The officer's unit"))
        self.officer_id.offer(everyone)
        self.team_ids.choices = [(str(number), called) for number, called in everyone.items()]
        self.sponsor_id.offer(leaders(), blank=NOTHING)
        self.task_force_id.offer(task_forces(obj.task_force if obj else None), blank=NOTHING)
        self.source.offer(vocabularies.words("source", choose_locale()), blank=NOTHING)
        self._name_what_is_picked()

    def _name_what_is_picked(self) -> None:
        """Give each picker the names of its values: two statements."""
        companies = (self.enterprise_id, self.company_id)
        picked = [*(field.data for field in companies), *(self.investor_ids.data or [])]
        named = {str(number): name(found) for number, found in enterprises.names(numbers(picked)).items()}
        for field in companies:
            field.shown = named.get(field.data or "", "")
        self.investor_ids.shown = named
        sectors = vocabularies.sectors(current_actor(), numbers([self.sector_id.data]))
        self.sector_id.shown = next((name(sector) for sector in sectors), "")


class ProjectForm(FactsForm[ProjectDraft]):
    """A new project."""

    stage = ChoiceField(_l("Stage"))
    stage_since = DayField(_l("In this stage since"))
    next_step = StringField(_l("Next step"))
    next_owner_id = ChoiceField(_l("Who does it"))
    next_due_on = DayField(_l("Due on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stage.offer(rules.STAGE_NAMES)
        self.next_owner_id.offer(users(), blank=Message("The officer"))


class ProjectChangeForm(FactsForm[ProjectChange]):
    """The facts of a project that exists."""

    def __init__(self, *args: Any, obj: Project, **kwargs: Any) -> None:
        kwargs["data"] = {"investor_ids": obj.investors, "team_ids": obj.team}
        super().__init__(*args, obj=obj, **kwargs)

    def keep_only(self, kept: str) -> None:
        """Leave one fact (and what every form carries): the others stay as they are in the project."""
        for other in self.draft_type.model_fields:
            if other not in (kept, "version"):
                del self[other]


class AccessForm(Form[AccessDraft]):
    user_id = ChoiceField(_l("Who"))
    reason = StringField(_l("Reason"))
    until = DayField(_l("Until"))

    def __init__(self, *args: Any, obj: Project, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        at_work = {obj.officer_id, *(member.id for member in obj.team)}
        others = {number: called for number, called in users().items() if number not in at_work}
        self.user_id.offer(others, blank=NOTHING)


class NextStepForm(Form[NextStepDraft]):
    next_step = StringField(_l("Next step"))
    next_owner_id = ChoiceField(_l("Who does it"))
    next_due_on = DayField(_l("Due on"))

    def __init__(self, *args: Any, obj: Project, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        self.next_owner_id.offer(users([obj.officer], [obj.next_owner] if obj.next_owner else []))
        self.next_owner_id.data = self.next_owner_id.data or str(obj.officer_id)
