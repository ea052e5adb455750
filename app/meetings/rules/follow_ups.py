"""What can be done to a follow-up, by whom and in which state; when it is late, and whom it comes to then."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from app.kernel.errors import Conflict, Forbidden
from app.kernel.permissions import Actor, Can
from app.kernel.settings import WholeNumber, declare
from app.kernel.text import Message
from app.meetings.models import PENDING, FollowUp, FollowUpStatus, Rung
from app.meetings.rules import leads


class Deed(StrEnum):
    """What can be done to a follow-up."""

    NOTE = "note"
    EDIT = "edit"
    POSTPONE = "postpone"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    CLOSE = "close"
    CANCEL = "cancel"
    REOPEN = "reopen"


_OVER = frozenset({FollowUpStatus.CLOSED, FollowUpStatus.CANCELLED})
#: The states in which each can be done.
STATES: Mapping[Deed, frozenset[FollowUpStatus]] = {
    Deed.NOTE: PENDING | _OVER,
    Deed.EDIT: PENDING,
    Deed.POSTPONE: frozenset({FollowUpStatus.OPEN}),
    Deed.SUBMIT: frozenset({FollowUpStatus.OPEN}),
    Deed.SEND_BACK: frozenset({FollowUpStatus.SUBMITTED}),
    Deed.CLOSE: PENDING,
    Deed.CANCEL: PENDING,
    Deed.REOPEN: _OVER,
}
#: The state that follows, where one does.
LEADS_TO: Mapping[Deed, FollowUpStatus] = {
    Deed.SUBMIT: FollowUpStatus.SUBMITTED,
    Deed.SEND_BACK: FollowUpStatus.OPEN,
    Deed.CLOSE: FollowUpStatus.CLOSED,
    Deed.CANCEL: FollowUpStatus.CANCELLED,
    Deed.REOPEN: FollowUpStatus.OPEN,
}


def supervises(actor: Actor, follow_up: FollowUp) -> bool:
    """Whether the actor, or somebody absent whose deputy they are, is its supervisor."""
    return follow_up.supervisor_id is not None and follow_up.supervisor_id in actor.person_ids


def may_settle(actor: Actor, follow_up: FollowUp) -> bool:
    """Owner, creator, supervisor, and heads and managers in reach of its unit work on a follow-up."""
    return actor.may(Can.LOG_MEETINGS) and (
        follow_up.owner_id in actor.person_ids
        or follow_up.created_by_id in actor.user_ids
        or supervises(actor, follow_up)
        or leads(actor, follow_up.unit_id)
    )


def may_note(actor: Actor, follow_up: FollowUp) -> bool:
    """Who works on it and who supports it write about its progress and lay evidence beside it."""
    helps = any(supporter.person_id in actor.person_ids for supporter in follow_up.supporters)
    return may_settle(actor, follow_up) or (helps and actor.may(Can.LOG_MEETINGS))


def may_close(actor: Actor, follow_up: FollowUp) -> bool:
    """A supervised one is closed only by its supervisor, or their deputy; any other by who works on it."""
    if follow_up.supervisor_id is None:
        return may_settle(actor, follow_up)
    return actor.may(Can.LOG_MEETINGS) and supervises(actor, follow_up)


def may_lift(actor: Actor, follow_up: FollowUp) -> bool:
    """Who may name another supervisor, or none: the present one, and who gives instructions in reach of its unit."""
    reach = actor.reach(Can.INSTRUCT)
    in_reach = reach is None or follow_up.unit_id in reach
    return follow_up.supervisor_id is None or supervises(actor, follow_up) or in_reach


def may_do(actor: Actor, follow_up: FollowUp, deed: Deed) -> bool:
    """Whether this is the actor's to do, whatever the state."""
    if deed is Deed.NOTE:
        return may_note(actor, follow_up)
    if deed in {Deed.CLOSE, Deed.CANCEL, Deed.SEND_BACK}:
        return may_close(actor, follow_up)
    return may_settle(actor, follow_up)


def is_possible(follow_up: FollowUp, deed: Deed) -> bool:
    """Whether the state allows it, whoever asks. Only what is supervised is submitted."""
    if follow_up.archived_at is not None or follow_up.status not in STATES[deed]:
        return False
    return deed is not Deed.SUBMIT or follow_up.supervisor_id is not None


def deeds(actor: Actor, follow_up: FollowUp) -> frozenset[Deed]:
    """What the actor can do now."""
    return frozenset(deed for deed in Deed if is_possible(follow_up, deed) and may_do(actor, follow_up, deed))


def check_may(actor: Actor, follow_up: FollowUp, deed: Deed) -> None:
    """Raise Forbidden unless this is the actor's to do."""
    if may_do(actor, follow_up, deed):
        return
    if deed in {Deed.CLOSE, Deed.CANCEL, Deed.SEND_BACK} and follow_up.supervisor_id is not None:
        raise Forbidden(Message("Only its supervisor closes a supervised follow-up. Submit it to them."))
    raise Forbidden(Message("Only the owner, who wrote it down, or their head may do this."))


def check_possible(follow_up: FollowUp, deed: Deed) -> None:
    """Raise Conflict unless the state allows it."""
    if is_possible(follow_up, deed):
        return
    if deed is Deed.SUBMIT and follow_up.status is FollowUpStatus.OPEN:
        raise Conflict(Message("Nobody supervises this follow-up: close it."))
    if deed is Deed.REOPEN:
        raise Conflict(Message("This follow-up is open."))
    raise Conflict(Message("This follow-up is no longer open."))


def span_of(due_on: date, today: date, late_before: date) -> str:
    """Where an open follow-up stands in time: `overdue`, `today`, `week` (the next seven days) or `later`.

    It is overdue when it was due before `late_before`, the day that the calendar of working days gives; what was due on
    a day off that has just passed is due today.
    """
    if due_on < late_before:
        return "overdue"
    if due_on <= today:
        return "today"
    return "week" if due_on <= today + timedelta(days=7) else "later"


_FOLLOW_UPS = Message("Follow-ups")
_DAYS = Message("working days")


def _rung_days(code: str, title: Message, explanation: Message, default: int) -> WholeNumber:
    return declare(
        WholeNumber(
            code=f"follow_ups.{code}",
            group=_FOLLOW_UPS,
            title=title,
            explanation=explanation,
            default=default,
            lowest=1,
            highest=60,
            unit=_DAYS,
        )
    )


#: After how many working days a late follow-up comes to somebody; before its day, how many earlier its owner is told.
RUNG_DAYS: Mapping[Rung, WholeNumber] = {
    Rung.SOON: _rung_days(
        "soon_days",
        Message("Owner is reminded before the due day"),
        Message("So many working days before a follow-up is due."),
        2,
    ),
    Rung.OWNER: _rung_days(
        "owner_days", Message("Overdue: the owner is told"), Message("Working days after the due day."), 1
    ),
    Rung.HEAD: _rung_days(
        "head_days", Message("Overdue: it comes to the head of the unit"), Message("Working days after the due day."), 3
    ),
    Rung.SUPERVISOR: _rung_days(
        "supervisor_days",
        Message("Overdue: it comes to the supervisor"),
        Message("Working days after the due day; of supervised follow-ups only."),
        5,
    ),
}


def rungs(late: int, days: Mapping[Rung, int], *, supervised: bool) -> frozenset[Rung]:
    """Whom a follow-up that is so many working days late has come to by now; negative is the time that is left.

    What was missed while nothing ran is among them; the reminder before the day is not, once the day has passed.
    """
    if late <= 0:
        return frozenset({Rung.SOON}) if -late <= days[Rung.SOON] else frozenset()
    reached = {rung for rung in (Rung.OWNER, Rung.HEAD, Rung.SUPERVISOR) if late >= days[rung]}
    return frozenset(reached if supervised else reached - {Rung.SUPERVISOR})
