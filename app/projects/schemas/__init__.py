"""What comes in for a project."""

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

__all__ = [
    "AccessDraft",
    "DecisionDraft",
    "Filling",
    "MilestoneDraft",
    "MoveDraft",
    "NextStepDraft",
    "ProjectChange",
    "ProjectDraft",
    "ReturnDraft",
    "SettleDraft",
    "StatusDraft",
    "VerifyDraft",
    "WaiverDraft",
    "WithdrawDraft",
]
