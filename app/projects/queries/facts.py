"""Facts about many projects at once: what conditions ask for, in as many statements whether for one or a hundred.

Rooms above plug what only they know into FACTS; whatever is named in the table and not known here waits.
"""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import select

from app.attachments.models import Attachment
from app.enterprises.models import Enterprise
from app.kernel.db import db
from app.kernel.sockets import Socket
from app.projects import rules
from app.projects.models import Milestone, MilestoneKind, Project
from app.projects.rules import Condition

Facts = Mapping[int, Mapping[str, object]]

#: Name of a fact -> what reads it for these projects; a project left out of the answer has none.
FACTS: Socket[Callable[[Sequence[int]], Mapping[int, object]]] = Socket("facts of projects")

_FILES = {"file_agreement": "agreement", "file_permit": "permit", "file_proof": "proof"}
_CLAIMED = {
    "contract_on": MilestoneKind.CONTRACT,
    "started_on": MilestoneKind.STARTED,
    "site_on": MilestoneKind.SITE,
    "operating_on": MilestoneKind.OPERATING,
}
_PLANNED = {"planned_started": MilestoneKind.STARTED, "planned_operating": MilestoneKind.OPERATING}
_OWN = frozenset({"amount", "jobs", "company_uscc", "written_intent"}) | _CLAIMED.keys() | _PLANNED.keys()


def known() -> frozenset[str]:
    """The names of all facts that some room knows."""
    return _OWN | _FILES.keys() | {name for name, _ in FACTS}


def waiting() -> tuple[Condition, ...]:
    """The conditions whose facts no room knows yet, each with the issue that brings it."""
    return rules.waiting(known())


def facts(ids: Sequence[int]) -> Facts:
    """Every known fact of these projects; of those that every project should have, None where it has none."""
    found: dict[int, dict[str, object]] = {number: dict.fromkeys(known()) for number in ids}
    for number, own in _own(ids).items():
        found[number].update(own)
    for number, kinds in file_kinds(ids).items():
        found[number].update({name: kind in kinds for name, kind in _FILES.items()})
        found[number]["written_intent"] = found[number]["written_intent"] or "agreement" in kinds
    for name, read in FACTS:
        for number, value in read(ids).items():
            found[number][name] = value
    return found


def _own(ids: Sequence[int]) -> dict[int, dict[str, object]]:
    columns = (Project.id, Project.total_fen, Project.contract_fen, Project.jobs, Enterprise.uscc)
    rows = db.session.execute(
        select(*columns).outerjoin(Enterprise, Enterprise.id == Project.company_id).where(Project.id.in_(ids))
    )
    found: dict[int, dict[str, object]] = {
        row.id: {"amount": row.total_fen or row.contract_fen, "jobs": row.jobs, "company_uscc": row.uscc}
        for row in rows
    }
    days = select(Milestone.project_id, Milestone.kind, Milestone.planned_on, Milestone.claimed_on)
    for row in db.session.execute(days.where(Milestone.project_id.in_(ids))):
        own = found[row.project_id]
        own.update({name: row.claimed_on for name, kind in _CLAIMED.items() if kind is row.kind})
        own.update({name: row.planned_on or row.claimed_on for name, kind in _PLANNED.items() if kind is row.kind})
        if row.kind is MilestoneKind.FRAMEWORK:
            own["written_intent"] = row.claimed_on
    return found


def file_kinds(ids: Sequence[int]) -> dict[int, set[str]]:
    """The kinds of files that lie on these projects."""
    rows = db.session.execute(
        select(Attachment.subject_id, Attachment.kind)
        .where(
            Attachment.subject_kind == Project.__tablename__,
            Attachment.subject_id.in_(ids),
            Attachment.withdrawn_at.is_(None),
        )
        .distinct()
    )
    found: dict[int, set[str]] = {}
    for row in rows:
        found.setdefault(row.subject_id, set()).add(row.kind)
    return found
