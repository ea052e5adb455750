"""Projects, their milestones, stage changes, dated facts and weekly progress."""

from app.projects.models.codes import CLOSED_STATUSES, Disclosure, MilestoneKind, Stage, Status, Track
from app.projects.models.marks import BulkChange, ProjectTag
from app.projects.models.pipeline import Milestone, MilestoneEvent, ProjectFact, StageChange
from app.projects.models.projects import Project, ProjectAccess, ProjectInvestor, ProjectMember, ProjectNumber
from app.projects.models.waivers import Settled, WaivedItem, Waiver, WaiverState
from app.projects.models.weekly import Instruction, WeeklyProgress

__all__ = [
    "CLOSED_STATUSES",
    "BulkChange",
    "Disclosure",
    "Instruction",
    "Milestone",
    "MilestoneEvent",
    "MilestoneKind",
    "Project",
    "ProjectAccess",
    "ProjectFact",
    "ProjectInvestor",
    "ProjectMember",
    "ProjectNumber",
    "ProjectTag",
    "Settled",
    "Stage",
    "StageChange",
    "Status",
    "Track",
    "WaivedItem",
    "Waiver",
    "WaiverState",
    "WeeklyProgress",
]
