"""Fields of the project pages, with what each of them offers to choose from."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from pydantic import BaseModel
from wtforms import BooleanField, HiddenField, StringField, TextAreaField

from app.accounts import queries as accounts
from app.accounts.models import TaskForce, User
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
from app.kernel.saved_views import DENSITIES, TasteDraft, ViewChange, ViewDraft
from app.kernel.text import Message
from app.kernel.words import choose_locale, pick
from app.projects import rules
from app.projects.models import Project
from app.projects.rules import Lack
from app.projects.schemas import (
    AccessDraft,
    BulkDraft,
    BulkVerb,
    DecisionDraft,
    InstructionDraft,
    MilestoneDraft,
    MoveDraft,
    NextStepDraft,
    ProjectChange,
    ProjectDraft,
    ReturnDraft,
    SameDraft,
    SettleDraft,
    StatusDraft,
    VerifyDraft,
    WaiverDraft,
    WeeklyDraft,
    WithdrawDraft,
)
from app.vocabularies import queries as vocabularies

D = TypeVar("D", bound=BaseModel)
_NOTHING = Message("Not chosen")
#: What stands in the row of a week.
WEEKLY_CELLS = ("progress", "problems", "coordination", "department_id", "next_step", "next_due_on")


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
    summary = TextAreaField(_l("In short"))
    is_key = BooleanField(_l("Key project: silence counts sooner, whatever the sector"))
    is_legacy = BooleanField(_l("Legacy project: entered at its stage, owes no conditions"))

    def __init__(self, *args: Any, obj: Project | None = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        units = {unit.id: name(unit) for unit in accounts.list_units()}
        users = _users(obj.team if obj else [], [obj.officer] if obj else [])
        self.disclosure.offer(rules.DISCLOSURE_NAMES)
        self.track.offer(rules.TRACK_NAMES)
        self.park_id.offer(units, blank=_NOTHING)
        self.lead_unit_id.offer(units, blank=_NOTHING)
        self.unit_id.offer(units, blank=None if obj else Message("The officer's unit"))
        self.officer_id.offer(users)
        self.team_ids.choices = [(str(number), called) for number, called in users.items()]
        self.sponsor_id.offer(_leaders(), blank=_NOTHING)
        self.task_force_id.offer(_task_forces(obj.task_force if obj else None), blank=_NOTHING)
        self.source.offer(vocabularies.words("source", choose_locale()), blank=_NOTHING)
        self._name_what_is_picked()

    def _name_what_is_picked(self) -> None:
        """Give each picker the names of its values: two statements."""
        companies = (self.enterprise_id, self.company_id)
        picked = [*(field.data for field in companies), *(self.investor_ids.data or [])]
        named = {str(number): name(found) for number, found in enterprises.names(_numbers(picked)).items()}
        for field in companies:
            field.shown = named.get(field.data or "", "")
        self.investor_ids.shown = named
        sectors = vocabularies.sectors(current_actor(), _numbers([self.sector_id.data]))
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
        self.next_owner_id.offer(_users(), blank=Message("The officer"))


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


class FillingForm(Form[D]):
    """What is lacking, as far as it can be filled in on the spot, and the waiver for the rest."""

    total_fen = MoneyField(_l("Total investment"))
    jobs = NumberField(_l("Jobs expected"))
    planned_start = DayField(_l("Planned start"))
    planned_operation = DayField(_l("Planned operation"))
    waive_reason = StringField(_l("Why it moves on all the same"))
    settle_by = DayField(_l("To be settled by"))

    def ask_for(self, lacks: Iterable[Lack]) -> None:
        """Leave the fields of what is lacking, and the waiver if anything is."""
        asked = {lack.condition.field for lack in lacks}
        for field in ("total_fen", "jobs", "planned_start", "planned_operation"):
            if field not in asked:
                del self[field]
        if not asked:
            del self.waive_reason
            del self.settle_by


class MoveForm(FillingForm[MoveDraft]):
    to = HiddenField()
    happened_on = DayField(_l("Happened on"))
    evidence = StringField(_l("What proves it"))
    effective_on = DayField(_l("Effective from"))
    note = TextAreaField(_l("Note"))


class MilestoneForm(FillingForm[MilestoneDraft]):
    kind = HiddenField()
    claimed_on = DayField(_l("Actual day"))
    evidence = StringField(_l("What proves it"))
    planned_on = DayField(_l("Planned day"))
    note = TextAreaField(_l("Note"))


class VerifyForm(Form[VerifyDraft]):
    chosen = PickManyField(_l("Claims"))


class ReturnForm(Form[ReturnDraft]):
    reason = TextAreaField(_l("What is missing"))


class WaiverForm(Form[WaiverDraft]):
    stage = HiddenField()
    milestone = HiddenField()
    reason = StringField(_l("Why it moves on all the same"))
    settle_by = DayField(_l("To be settled by"))


class DecisionForm(Form[DecisionDraft]):
    is_granted = HiddenField()
    note = StringField(_l("Reason"))


class SettleForm(Form[SettleDraft]):
    note = StringField(_l("Why it is no longer owed"))


class WithdrawForm(Form[WithdrawDraft]):
    kind = HiddenField()
    note = TextAreaField(_l("Reason"))


class StatusForm(Form[StatusDraft]):
    to = ChoiceField(_l("Status"))
    reason = StringField(_l("Reason"))
    effective_on = DayField(_l("Effective from"))


class WeeklyForm(Form[WeeklyDraft]):
    progress = TextAreaField(_l("Progress"))
    problems = TextAreaField(_l("Problems"))
    coordination = TextAreaField(_l("Needs coordination"))
    department_id = ChoiceField(_l("Department to help"))
    next_step = StringField(_l("Next step"))
    next_due_on = DayField(_l("Due on"))
    project_version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.department_id.offer({unit.id: name(unit) for unit in accounts.list_units()}, blank=_NOTHING)

    def keep_only(self, kept: Collection[str]) -> None:
        """Leave these cells, and what every form carries."""
        for cell in WEEKLY_CELLS:
            if cell not in kept and cell in self:
                del self[cell]

    def set_beside(self, now: Mapping[str, Any]) -> None:
        """After a Conflict: what is saved now beside what was typed; the next save overwrites it knowingly."""
        self._saved = WeeklyForm(formdata=None, data=now)
        self.version.data, self.project_version.data = now["version"], now["project_version"]


class SameForm(Form[SameDraft]):
    """A button: the same as last week."""


class InstructionForm(Form[InstructionDraft]):
    text = StringField(_l("Instruction"))
    due_on = DayField(_l("Due on"))


class AccessForm(Form[AccessDraft]):
    user_id = ChoiceField(_l("Who"))
    reason = StringField(_l("Reason"))
    until = DayField(_l("Until"))

    def __init__(self, *args: Any, obj: Project, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        at_work = {obj.officer_id, *(member.id for member in obj.team)}
        others = {number: called for number, called in _users().items() if number not in at_work}
        self.user_id.offer(others, blank=_NOTHING)


class NextStepForm(Form[NextStepDraft]):
    next_step = StringField(_l("Next step"))
    next_owner_id = ChoiceField(_l("Who does it"))
    next_due_on = DayField(_l("Due on"))

    def __init__(self, *args: Any, obj: Project, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        self.next_owner_id.offer(_users([obj.officer], [obj.next_owner] if obj.next_owner else []))
        self.next_owner_id.data = self.next_owner_id.data or str(obj.officer_id)


class BulkForm(Form[BulkDraft]):
    """What is done to the chosen projects."""

    chosen = PickManyField(_l("Projects"))
    verb = HiddenField()
    officer_id = ChoiceField(_l("Responsible officer"))
    tag = ChoiceField(_l("Tag"))
    next_step = StringField(_l("Next step"))
    next_owner_id = ChoiceField(_l("Who does it"))
    next_due_on = DayField(_l("Due on"))

    def keep_only(self, verb: BulkVerb) -> None:
        """Leave what this verb asks for, with what may be chosen."""
        asked = {BulkVerb.ASSIGN: {"officer_id"}, BulkVerb.NEXT_STEP: {"next_step", "next_owner_id", "next_due_on"}}
        for other in ("officer_id", "tag", "next_step", "next_owner_id", "next_due_on"):
            if other not in asked.get(verb, {"tag"}):
                del self[other]
        if "officer_id" in self:
            self.officer_id.offer(_users(), blank=_NOTHING)
        if "next_owner_id" in self:
            self.next_owner_id.offer(_users(), blank=Message("The officer"))
        if "tag" in self:
            words = vocabularies.terms("tag")
            self.tag.offer({term.code: name(term) for term in words}, blank=_NOTHING)


class ViewForm(Form[ViewDraft]):
    name = StringField(_l("Name of the view"))
    is_shared = BooleanField(_l("Everybody of my unit sees it"))


class ViewChangeForm(Form[ViewChange]):
    name = StringField(_l("Name of the view"))
    is_shared = BooleanField(_l("Everybody of my unit sees it"))


class TasteForm(Form[TasteDraft]):
    columns = PickManyField(_l("Columns"))
    density = ChoiceField(_l("Density"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.density.offer(DENSITIES)


def _users(*besides: Iterable[User]) -> Mapping[int, str]:
    """Those who can own work, and those who already do although they have left."""
    everyone = [*accounts.list_active_users(), *(user for users in besides for user in users)]
    return {user.id: pick(user.person.name, user.person.name_en) for user in everyone}


def _task_forces(present: TaskForce | None) -> Mapping[int, str]:
    """The task forces in work, and the one that the project has although it is dissolved."""
    return {force.id: name(force) for force in [*accounts.list_task_forces(), *([present] if present else [])]}


def _leaders() -> Mapping[int, str]:
    """People of the area in protocol order, with their posts."""
    return {
        person.id: " · ".join(filter(None, (pick(person.name, person.name_en), pick(person.post_zh, person.post_en))))
        for person in accounts.list_people()
    }


def _numbers(values: Iterable[str | None]) -> list[int]:
    """Those of the values that can be ids."""
    return sorted({int(v) for v in values if v and v.isascii() and v.isdigit() and len(v) < 17})
