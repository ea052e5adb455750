"""A project's way: moves, milestones, claims, waivers, status, weekly progress."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from pydantic import BaseModel
from wtforms import HiddenField, StringField, TextAreaField

from app.accounts import queries as accounts
from app.kernel.display import name
from app.kernel.forms import (
    ChoiceField,
    DayField,
    Form,
    MoneyField,
    NumberField,
    PickManyField,
)
from app.projects.forms.choices import NOTHING
from app.projects.rules import Lack
from app.projects.schemas import (
    DecisionDraft,
    InstructionDraft,
    MilestoneDraft,
    MoveDraft,
    ReturnDraft,
    SameDraft,
    SettleDraft,
    StatusDraft,
    VerifyDraft,
    WaiverDraft,
    WeeklyDraft,
    WithdrawDraft,
)

D = TypeVar("D", bound=BaseModel)
#: What stands in the row of a week.
WEEKLY_CELLS = ("progress", "problems", "coordination", "department_id", "next_step", "next_due_on")


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
    is_granted = StringField(_l("Decide"))  # the two buttons; a hidden field of this name would be sent before them
    note = TextAreaField(_l("Reason"))  # of several lines: Enter in a single one would press the first button, yes


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
        self.department_id.offer({unit.id: name(unit) for unit in accounts.list_units()}, blank=NOTHING)

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
