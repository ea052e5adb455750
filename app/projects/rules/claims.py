"""Claiming and verifying milestones (申报、核定): who may verify what, and with what evidence."""

from collections.abc import Collection
from datetime import date

from app.kernel.permissions import Actor, Can, Role
from app.kernel.text import Message
from app.projects.models import MilestoneKind
from app.projects.rules.rights import reaches

#: The kind of file that proves a milestone; `proof` serves for all.
EVIDENCE_FILES: dict[MilestoneKind, str] = {
    MilestoneKind.FRAMEWORK: "agreement",
    MilestoneKind.CONTRACT: "agreement",
    MilestoneKind.REGISTERED: "licence",
    MilestoneKind.PERMITS: "permit",
    MilestoneKind.COMPLETED: "acceptance",
}
_MONTHS_OFFERED = 36
_ANY_PROOF = "proof"

NO_EVIDENCE = Message("Evidence is needed first: a note that says what proves it, or a file.")


def months_between(first: date, last: date) -> list[str]:
    """`2022-07` and so on: the months from the last day back to the first, no more than the newest three years."""
    newest, oldest = (day.year * 12 + day.month - 1 for day in (last, first))
    count = min(newest - oldest + 1, _MONTHS_OFFERED)
    return [f"{month // 12}-{month % 12 + 1:02}" for month in range(newest, newest - count, -1)]


def proves(kind: MilestoneKind, files: Collection[str]) -> bool:
    """Whether a file of the kinds at hand proves this milestone."""
    return _ANY_PROOF in files or EVIDENCE_FILES.get(kind, _ANY_PROOF) in files


def verifies_for(actor: Actor, unit_id: int, roles: Collection[str]) -> bool:
    """Whether the actor verifies milestones of this unit's projects, by one of the roles that the office chose."""
    return reaches(actor, unit_id, tuple(Role(role) for role in roles), Can.VERIFY)


def why_barred(
    actor: Actor, *, unit_id: int, claimed_by: int | None, officer: int, roles: Collection[str]
) -> Message | None:
    """Why a claim is not the actor's to judge; None when it is. Who stands in for somebody is bound like them."""
    if claimed_by in actor.user_ids:
        return Message("You claimed it yourself; somebody else verifies it.")
    if officer in actor.user_ids:
        return Message("You are responsible for the project; somebody else verifies it.")
    if not verifies_for(actor, unit_id, roles):
        return Message("Your role does not verify milestones of this unit.")
    return None
