"""What becomes of a meeting: it is held, or cancelled; its minutes become final, and are amended."""

from collections.abc import Sequence

from app.audit import service as audit
from app.kernel import clock, settings
from app.kernel.db import command
from app.kernel.errors import Conflict
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.meetings import queries, rules
from app.meetings.models import FollowUpStatus, Meeting, MeetingAmendment, MeetingStatus
from app.meetings.rules import course
from app.meetings.schemas import AmendDraft, CancelDraft, HoldDraft
from app.meetings.service import invitations, lines
from app.meetings.service.meetings import editable, project_ids_of
from app.projects import service as projects


@command
def hold(actor: Actor, meeting_id: int, draft: HoldDraft) -> Meeting:
    """A planned meeting has taken place: keep what was said and what was agreed."""
    meeting = editable(actor, meeting_id, draft.version)
    course.check_may_hold(meeting, clock.now())
    meeting.status, meeting.text = MeetingStatus.HELD, draft.text
    meeting.search = rules.search_column(queries.about.names_in(meeting), meeting.text)
    agreed = lines.agreed(actor, draft.steps or "", meeting)
    audit.record(actor, "meeting.hold", meeting, follow_ups=len(agreed))
    projects.note_contact(actor, project_ids_of(meeting))
    return meeting


@command
def cancel(actor: Actor, meeting_id: int, draft: CancelDraft) -> Meeting:
    """A meeting does not take place: its open follow-ups are cancelled with it."""
    meeting = editable(actor, meeting_id, draft.version)
    course.check_may_cancel(meeting)
    for one in [meeting, *(_following(actor, meeting) if draft.following else ())]:
        _call_off(actor, one, draft.reason)
    return meeting


def _following(actor: Actor, meeting: Meeting) -> Sequence[Meeting]:
    """The later visits of its series that are still planned and the actor's to change."""
    return [
        visit
        for visit in queries.about.series(actor, meeting)
        if visit.status is MeetingStatus.PLANNED
        and visit.starts_at > meeting.starts_at
        and rules.may_edit(actor, visit)
    ]


def _call_off(actor: Actor, meeting: Meeting, reason: str) -> None:
    meeting.status = MeetingStatus.CANCELLED
    for follow_up in meeting.follow_ups:
        if rules.is_open(follow_up):
            follow_up.status = FollowUpStatus.CANCELLED
            follow_up.closed_on, follow_up.closed_by_id = clock.today(), actor.id
            follow_up.closing_note = reason
    audit.record(actor, "meeting.cancel", meeting, reason=reason)
    invitations.call_off(actor, meeting, reason)
    projects.note_contact(actor, project_ids_of(meeting))


@command
def finalize(actor: Actor, meeting_id: int, version: int) -> Meeting:
    """What was written of a meeting held is the minutes now (纪要): it changes no more."""
    meeting = editable(actor, meeting_id, version)
    if meeting.status is not MeetingStatus.HELD:
        raise Conflict(Message("Only the minutes of a meeting that was held can be final."))
    course.check_not_final(meeting, settings.read(course.FINAL_AFTER), clock.today())
    meeting.finalized_at, meeting.finalized_by_id = clock.now(), actor.id
    audit.record(actor, "meeting.finalize", meeting)
    return meeting


@command
def amend(actor: Actor, meeting_id: int, draft: AmendDraft) -> Meeting:
    """Put a correction or an addition beside final minutes, with its reason."""
    meeting = editable(actor, meeting_id, draft.version)
    days = settings.read(course.FINAL_AFTER)
    if not course.is_final(meeting, days, clock.today()):
        raise Conflict(Message("These minutes are not final yet: simply edit them."))
    if meeting.finalized_at is None:  # by the office's rule: it stays so, whatever the rule becomes
        meeting.finalized_at = meeting.starts_at + course.after(days)
    amendment = MeetingAmendment(meeting_id=meeting.id, text=draft.text, reason=draft.reason, by_id=actor.id)
    meeting.amendments.append(amendment)
    meeting.is_confidential = draft.is_confidential
    meeting.updated_at = clock.now()
    audit.record(actor, "meeting.amend", meeting, reason=draft.reason)
    return meeting
