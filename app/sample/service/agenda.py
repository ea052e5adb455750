"""Loading meetings with their follow-ups, and the follow-ups that come from elsewhere."""

from datetime import date, datetime, time, timedelta
from typing import Any

from app.kernel import clock
from app.kernel.db import db
from app.kernel.permissions import Actor
from app.meetings import service as meetings
from app.meetings.models import FollowUp, FollowUpMove, FollowUpStatus, Meeting, MeetingStatus
from app.meetings.schemas import (
    AmendDraft,
    CancelDraft,
    CloseDraft,
    FollowUpDraft,
    MeetingDraft,
    NoteDraft,
    SubmitDraft,
)
from app.sample.service.world import World, only, read

_NEXT_DAY = timedelta(days=1)


def load(world: World) -> None:
    """Meetings known by the last day of the world, then what was promised in them and elsewhere."""
    tables = read("meetings")
    for row in tables["meeting"]:
        if world.time.is_known(row["starts"]):
            world.meetings[row["key"]] = _log(world, row).id
    for row in tables["follow_up"]:
        if _is_known(world, row):
            _promise(world, row)


def _log(world: World, row: dict[str, Any]) -> Meeting:
    starts, ends = world.time.moment(row["starts"]), world.time.moment(row.get("ends"))
    actor = world.actor(row["logged_by"])
    draft = MeetingDraft(
        **only(row, "mode", "direction", "level"),
        title=row["title_zh"],
        place=row.get("place_zh") or None,
        text=row["text_zh"],
        day=world.time.day(row["starts"]),
        time=f"{starts:%H:%M}" if isinstance(starts, datetime) else None,
        ends=f"{ends:%H:%M}" if isinstance(ends, datetime) else None,
        enterprises=tuple(world.enterprises[key] for key in row["enterprises"]),
        projects=tuple(world.projects[key] for key in row.get("projects", []) if key in world.projects),
        ours=tuple(world.people[key] for key in row["ours"]),
        theirs=tuple(world.contacts[key] for key in row["theirs"]),
        topics="、".join(row.get("topics", [])) or None,
        is_confidential=row.get("confidential", False),
    )
    meeting = meetings.log(actor, draft, is_sample=True)
    if row["status"] != "held":  # on the day of the world, which may lie long before this one
        meeting.status = MeetingStatus.PLANNED
        db.session.flush()
    if row["status"] == "cancelled":
        reason = row.get("cancel_reason", "对方行程调整")
        meetings.cancel(actor, meeting.id, CancelDraft(reason=reason, version=meeting.version))
    if row.get("final"):
        _finish(world, row, meeting)
    meeting.created_at = meeting.updated_at = min(meeting.starts_at, clock.now())
    return meeting


def _finish(world: World, row: dict[str, Any], meeting: Meeting) -> None:
    """Its minutes are final, and amended where the row says so."""
    actor = world.actor(row["logged_by"])
    meeting = meetings.finalize(actor, meeting.id, meeting.version)
    if text := row.get("amendment_zh"):
        draft = AmendDraft(text=text, reason=row["amendment_reason_zh"], version=meeting.version)
        meetings.amend(actor, meeting.id, draft).amendments[0].at = meeting.starts_at + 2 * _NEXT_DAY
    meeting.finalized_at = meeting.starts_at + _NEXT_DAY


def _is_known(world: World, row: dict[str, Any]) -> bool:
    """A follow-up exists once its meeting does; one without a meeting once it could have been given."""
    if row.get("meeting"):
        return row["meeting"] in world.meetings
    project = row.get("project")
    due_is_known = isinstance(row["due"], str) or world.time.has_happened(row["due"])
    return due_is_known and (not project or project in world.projects)


def _promise(world: World, row: dict[str, Any]) -> FollowUp:
    actor, due = world.actor(row["owner"]), world.time.day(row["due"])
    counterpart = world.contacts.get(row.get("counterpart", ""))
    draft = FollowUpDraft(
        text=row["text_zh"],
        due_on=_first_due(world, row, due),
        side=row["side"],
        source=row["source"],
        enterprise_id=world.enterprises.get(row.get("enterprise", "")),
        project_id=world.projects.get(row.get("project", "")),
        meeting_id=world.meetings.get(row.get("meeting", "")),
        owner_id=world.users[row["owner"]].person_id,
        counterpart=counterpart,
        supervisor_id=world.users[row["supervisor"]].person_id if "supervisor" in row else None,
        supporters=tuple(world.users[username].person_id for username in row.get("supporters", [])),
        units=tuple(world.units[key] for key in row.get("units", [])),
    )
    follow_up = meetings.promise(actor, draft, is_sample=True)
    follow_up.created_at = follow_up.updated_at = _written_on(world, row, follow_up)
    if due and due != follow_up.due_on:
        _move(actor, row, follow_up, due)
    for text in row.get("notes", []):
        meetings.note(actor, follow_up.id, NoteDraft(text=text))
    if "submitted" in row and world.time.has_happened(row["submitted"]):
        meetings.submit(actor, follow_up.id, SubmitDraft(note=row["submission"], version=follow_up.version))
        follow_up.submitted_on = world.time.day(row["submitted"])
    settled = row.get("closed", row["due"])  # a cancelled one stands with its due date only
    closed = world.time.day(settled)
    if row["status"] != "open" and closed and world.time.has_happened(settled):
        _close(world, row, follow_up, closed)
    return follow_up


def _move(actor: Actor, row: dict[str, Any], follow_up: FollowUp, due: date) -> None:
    """Another due day, agreed on the first one or before this world's day."""
    first = clock.at_park(datetime.combine(follow_up.first_due_on, time(16)))
    reason = row.get("moved_because", "企业来函申请延期")
    move = FollowUpMove(
        follow_up_id=follow_up.id,
        from_on=follow_up.due_on,
        to_on=due,
        reason=reason,
        by_id=actor.id,
        at=min(first, clock.now()),
    )
    db.session.add(move)
    follow_up.due_on = due
    db.session.flush()


def _written_on(world: World, row: dict[str, Any], follow_up: FollowUp) -> datetime:
    """A follow-up is as old as its meeting; one from elsewhere was given ten days before it was first due."""
    if row.get("meeting"):
        return db.session.get_one(Meeting, world.meetings[row["meeting"]]).created_at
    morning = datetime.combine(follow_up.first_due_on - timedelta(days=10), time(9))
    return min(clock.at_park(morning), clock.now())


def _first_due(world: World, row: dict[str, Any], due: date | None) -> date:
    first = world.time.day(row.get("first_due")) or due
    if first is None:
        raise ValueError(f"follow-up {row['key']} has no due date")
    return first


def _close(world: World, row: dict[str, Any], follow_up: FollowUp, on: date) -> None:
    """Close it in its supervisor's name, or its owner's, on the day it was done."""
    db.session.flush()
    draft = CloseDraft(
        outcome=FollowUpStatus(row["status"]), note=row.get("closing_note") or None, version=follow_up.version
    )
    meetings.close(world.actor(row.get("supervisor", row["owner"])), follow_up.id, draft)
    follow_up.closed_on = on
