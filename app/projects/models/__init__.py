"""Projects, their milestones, stage changes and dated facts."""

from app.projects.models.codes import CLOSED_STATUSES, Disclosure, MilestoneKind, Stage, Status, Track
from app.projects.models.pipeline import Milestone, MilestoneEvent, ProjectFact, StageChange
from app.projects.models.projects import Project, ProjectAccess, ProjectInvestor, ProjectMember, ProjectNumber
from app.projects.models.waivers import Settled, WaivedItem, Waiver, WaiverState

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
    "Settled",
    "Stage",
    "StageChange",
    "Status",
    "Track",
    "WaivedItem",
    "Waiver",
    "WaiverState",
]
