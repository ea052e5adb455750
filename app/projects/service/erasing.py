"""What projects forget about an erased contact."""

from sqlalchemy import or_, select

from app.kernel.personal import ERASE, Erasure, blot
from app.projects.models import MilestoneEvent, Project, ProjectFact, ProjectInvestor, StageChange


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
    blot(erasure, ProjectFact.project_id.in_(ids), ProjectFact.value)
