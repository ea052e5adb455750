"""Notes on a follow-up, and its way from open over submitted to closed, and back."""

from app.audit import service as audit
from app.kernel import clock
from app.kernel import once as once_keys
from app.kernel.db import command, db
from app.kernel.permissions import Actor
from app.meetings import queries
from app.meetings.models import FollowUp, FollowUpNote, Step
from app.meetings.rules.follow_ups import LEADS_TO, Deed, check_may, check_possible
from app.meetings.schemas import CloseDraft, NoteDraft, ReasonDraft, SubmitDraft
from app.meetings.service.follow_ups import opened
from app.meetings.service.telling import tell_owners, tell_supervisor

_ACTIONS = {
    Deed.SUBMIT: "follow_up.submit",
    Deed.SEND_BACK: "follow_up.send_back",
    Deed.CLOSE: "follow_up.close",
    Deed.CANCEL: "follow_up.close",
    Deed.REOPEN: "follow_up.reopen",
}


@command
def note(actor: Actor, follow_up_id: int, draft: NoteDraft, *, once: str | None = None) -> FollowUp:
    """Write how far it has come. Nobody who edits it is in the way, nor in theirs."""
    follow_up = queries.follow_ups.get(actor, follow_up_id)
    check_may(actor, follow_up, Deed.NOTE)
    check_possible(follow_up, Deed.NOTE)
    if not once_keys.claim(actor, once):
        db.session.add(_written(actor, follow_up, Step.PROGRESS, draft.text))
        once_keys.settle(actor, once, follow_up.id)
        audit.record(actor, "follow_up.note", follow_up)
    return follow_up


@command
def submit(actor: Actor, follow_up_id: int, draft: SubmitDraft) -> FollowUp:
    """Hand a supervised follow-up to its supervisor as done."""
    follow_up = opened(actor, follow_up_id, draft.version, Deed.SUBMIT)
    follow_up.submitted_on = clock.today()
    tell_supervisor(actor, follow_up)
    return _stepped(actor, follow_up, Deed.SUBMIT, draft.note or "")


@command
def send_back(actor: Actor, follow_up_id: int, draft: ReasonDraft) -> FollowUp:
    """The supervisor finds that it is not done yet."""
    follow_up = opened(actor, follow_up_id, draft.version, Deed.SEND_BACK)
    follow_up.submitted_on = None
    return _stepped(actor, follow_up, Deed.SEND_BACK, draft.reason)


@command
def close(actor: Actor, follow_up_id: int, draft: CloseDraft) -> FollowUp:
    """Close a follow-up with a note, or cancel it with the reason: a supervised one as its supervisor.

    Raises Conflict when it is closed already.
    """
    deed = Deed.CANCEL if draft.outcome == "cancelled" else Deed.CLOSE
    follow_up = opened(actor, follow_up_id, draft.version, deed)
    follow_up.closing_note = draft.note or ""
    follow_up.closed_on, follow_up.closed_by_id = clock.today(), actor.id
    return _stepped(actor, follow_up, deed, follow_up.closing_note)


@command
def reopen(actor: Actor, follow_up_id: int, draft: ReasonDraft) -> FollowUp:
    """It is not done after all, or needed again. Both due days stay, and how it was closed stays as a note."""
    follow_up = opened(actor, follow_up_id, draft.version, Deed.REOPEN)
    follow_up.closed_on = follow_up.closed_by_id = follow_up.submitted_on = None
    follow_up.closing_note = ""
    return _stepped(actor, follow_up, Deed.REOPEN, draft.reason)


def _stepped(actor: Actor, follow_up: FollowUp, deed: Deed, text: str) -> FollowUp:
    """The follow-up in the state that the deed leads to, with its words kept."""
    follow_up.status = LEADS_TO[deed]
    db.session.add(_written(actor, follow_up, Step(deed.value), text))
    reason = {"reason": text} if text and deed in {Deed.SEND_BACK, Deed.REOPEN} else {}
    audit.record(actor, _ACTIONS[deed], follow_up, **reason)
    if reason:
        tell_owners(actor, [follow_up], reason=text)
    return follow_up


def _written(actor: Actor, follow_up: FollowUp, step: Step, text: str) -> FollowUpNote:
    return FollowUpNote(follow_up_id=follow_up.id, step=step, text=text, by_id=actor.id)
