"""Projects, their milestones, stage changes and dated facts."""

from app.projects.models.codes import CLOSED_STATUSES, Disclosure, MilestoneKind, Stage, Status, Track
from app.projects.models.pipeline import Milestone, MilestoneEvent, ProjectFact, StageChange
from app.projects.models.projects import Project, ProjectAccess, ProjectInvestor, ProjectMember, ProjectNumber

__all__ = [
    "CLOSED_STATUSES",
    "Disclosure",
    "Milestone",
    "MilestoneEvent",
    "MilestoneKind",
    "Project",
    "ProjectAccess",
    "ProjectFact",
    "ProjectInvestor",
    "ProjectMember",
    "ProjectNumber",
    "Stage",
    "StageChange",
    "Status",
    "Track",
]
