"""Verifying what others claimed, and sending it back to be completed."""

from collections.abc import Mapping

from app.audit import service as audit
from app.kernel import clock
from app.kernel.db import command
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.notifications.models import Kind
from app.projects import queries, rules
from app.projects.models import Milestone
from app.projects.queries import Claim
from app.projects.rules import Happening
from app.projects.schemas import ReturnDraft, VerifyDraft
from app.projects.service.records import write
from app.projects.service.telling import tell_officer


@command
def verify_claims(actor: Actor, draft: VerifyDraft) -> list[Milestone]:
    """Verify all of the claims, or none: Conflict names what somebody else dealt with meanwhile.

    Raises Invalid where one of them is not the actor's to verify.
    """
    seen = dict(draft.chosen)
    milestones = {milestone.id: milestone for milestone in queries.claimed(actor, list(seen))}
    _check_unchanged(seen, milestones)
    for number in seen:
        _check_may(_waiting(actor, number))
        _verify(actor, milestones[number])
    return list(milestones.values())


def _waiting(actor: Actor, number: int) -> Claim:
    """The claim; Conflict for one that somebody dealt with since it was looked at, a moment ago."""
    try:
        return queries.get_claim(actor, number)
    except NotFound as gone:
        raise Conflict(gone.message) from gone


def _check_unchanged(seen: Mapping[int, int], milestones: Mapping[int, Milestone]) -> None:
    moved_on = {}
    for number, version in seen.items():
        if number not in milestones:
            raise Conflict(Message("This claim has been dealt with in the meantime, or you may not see it."))
        if milestones[number].version != version or not _waits(milestones[number]):
            moved_on[f"chosen.{number}"] = what_happened(milestones[number])
    if moved_on:
        raise Conflict(Message("Someone was faster. Look at what has changed, then go on."), fields=moved_on)


def _waits(milestone: Milestone) -> bool:
    return milestone.claimed_on is not None and milestone.verified_at is None and milestone.returned_at is None


def what_happened(milestone: Milestone) -> Message:
    """What somebody else did to a claim, in words."""
    event = queries.last_event(milestone)
    return Message(
        "%(code)s, %(milestone)s: %(what)s by %(who)s",
        code=milestone.project.code,
        milestone=rules.milestone_name(milestone.kind, milestone.project.track),
        what=rules.HAPPENING_NAMES[Happening(event.what)] if event else "",
        who=event.by.person.name if event else "",
    )


def _check_may(claim: Claim) -> None:
    if claim.why_not:
        raise Invalid(Message("%(code)s: %(reason)s", code=claim.row.code, reason=claim.why_not))


def _verify(actor: Actor, milestone: Milestone) -> None:
    milestone.verified_at, milestone.verified_by_id = clock.now(), actor.id
    write(actor, milestone.project, milestone.kind, Happening.VERIFIED, clock.today(), note="")
    audit.record(actor, "project.verify", milestone.project, kind=milestone.kind, claimed_on=milestone.claimed_on)
    tell_officer(actor, Kind.MILESTONE_VERIFIED, milestone)


@command
def return_claim(actor: Actor, milestone_id: int, draft: ReturnDraft) -> Milestone:
    """Send a claim back to be completed (退回补充), with a reason. It counts as claimed all the while."""
    found = queries.claimed(actor, [milestone_id])
    _check_unchanged({milestone_id: draft.version}, {milestone.id: milestone for milestone in found})
    claim = queries.get_claim(actor, milestone_id)
    if claim.barred:
        raise Invalid(claim.barred)
    [milestone] = found
    milestone.returned_at, milestone.returned_reason = clock.now(), draft.reason
    write(actor, milestone.project, milestone.kind, Happening.RETURNED, clock.today(), note=draft.reason)
    audit.record(actor, "project.return", milestone.project, kind=milestone.kind, reason=draft.reason)
    tell_officer(actor, Kind.MILESTONE_RETURNED, milestone, reason=draft.reason)
    return milestone
