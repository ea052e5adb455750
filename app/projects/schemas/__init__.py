"""What comes in for a project."""

from app.projects.schemas.bulk import BulkDraft, BulkVerb
from app.projects.schemas.facts import AccessDraft, ProjectChange, ProjectDraft
from app.projects.schemas.pipeline import (
    DecisionDraft,
    Filling,
    MilestoneDraft,
    MoveDraft,
    NextStepDraft,
    ReturnDraft,
    SettleDraft,
    StatusDraft,
    VerifyDraft,
    WaiverDraft,
    WithdrawDraft,
)
from app.projects.schemas.weekly import InstructionDraft, SameDraft, WeeklyDraft

__all__ = [
    "AccessDraft",
    "BulkDraft",
    "BulkVerb",
    "DecisionDraft",
    "Filling",
    "InstructionDraft",
    "MilestoneDraft",
    "MoveDraft",
    "NextStepDraft",
    "ProjectChange",
    "ProjectDraft",
    "ReturnDraft",
    "SameDraft",
    "SettleDraft",
    "StatusDraft",
    "VerifyDraft",
    "WaiverDraft",
    "WeeklyDraft",
    "WithdrawDraft",
]
