"""Fields of the project pages, with what each of them offers to choose from."""

from app.projects.forms.facts import AccessForm, NextStepForm, ProjectChangeForm, ProjectForm
from app.projects.forms.lists import BulkForm, TasteForm, ViewChangeForm, ViewForm
from app.projects.forms.pipeline import (
    WEEKLY_CELLS,
    DecisionForm,
    InstructionForm,
    MilestoneForm,
    MoveForm,
    ReturnForm,
    SameForm,
    SettleForm,
    StatusForm,
    VerifyForm,
    WaiverForm,
    WeeklyForm,
    WithdrawForm,
)

__all__ = [
    "WEEKLY_CELLS",
    "AccessForm",
    "BulkForm",
    "DecisionForm",
    "InstructionForm",
    "MilestoneForm",
    "MoveForm",
    "NextStepForm",
    "ProjectChangeForm",
    "ProjectForm",
    "ReturnForm",
    "SameForm",
    "SettleForm",
    "StatusForm",
    "TasteForm",
    "VerifyForm",
    "ViewChangeForm",
    "ViewForm",
    "WaiverForm",
    "WeeklyForm",
    "WithdrawForm",
]
