"""What projects forget about an erased contact."""

from sqlalchemy import or_, select

from app.kernel.personal import ERASE, Erasure, blot
from app.projects.models import (
    Instruction,
    MilestoneEvent,
    Project,
    ProjectFact,
    ProjectInvestor,
    StageChange,
    WeeklyProgress,
)


@ERASE.plug("projects")
def forget(erasure: Erasure) -> None:
    """Texts of the projects of the enterprises where they stood are blotted, those that only grow too."""
    at = erasure.enterprise_ids
    invested = select(ProjectInvestor.project_id).where(ProjectInvestor.enterprise_id.in_(at))
    theirs = or_(Project.enterprise_id.in_(at), Project.company_id.in_(at), Project.id.in_(invested))
    ids = select(Project.id).where(theirs)
    blot(erasure, theirs, Project.summary, Project.next_step, Project.status_reason, Project.need_note)
    blot(erasure, StageChange.project_id.in_(ids), StageChange.note)
    blot(erasure, MilestoneEvent.project_id.in_(ids), MilestoneEvent.note)
    weekly = (WeeklyProgress.progress, WeeklyProgress.problems, WeeklyProgress.coordination, WeeklyProgress.next_step)
    blot(erasure, WeeklyProgress.project_id.in_(ids), *weekly)
    blot(erasure, Instruction.project_id.in_(ids), Instruction.text)
    blot(erasure, ProjectFact.project_id.in_(ids), ProjectFact.value)
