"""How the histories of meetings and follow-ups read."""

from collections.abc import Collection, Mapping

from app.kernel.db import db
from app.kernel.histories import HISTORIES, History, Names, code, day, moment, record, term, text, yes_no
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.meetings.models import FollowUp, Meeting
from app.meetings.queries import follow_ups, meetings


def _meetings(actor: Actor, ids: Collection[int]) -> Mapping[int, Names]:
    found = meetings.visible_to(actor).where(Meeting.id.in_(ids)).with_only_columns(Meeting.id, Meeting.title)
    return {number: (title, "") for number, title in db.session.execute(found)}


def _follow_ups(actor: Actor, ids: Collection[int]) -> Mapping[int, Names]:
    found = follow_ups.visible_to(actor).where(FollowUp.id.in_(ids)).with_only_columns(FollowUp.id, FollowUp.text)
    return {number: (text, "") for number, text in db.session.execute(found)}


HISTORIES.plug("meetings")(
    History(
        names=_meetings,
        fields={
            "title": text(Message("Title")),
            "starts_at": moment(Message("Begins")),
            "ends_at": moment(Message("Ends")),
            "has_time": yes_no(Message("Time known")),
            "place": text(Message("Place")),
            "mode": term(Message("Way of meeting"), "meeting_mode"),
            "direction": term(Message("Direction"), "meeting_direction"),
            "level": term(Message("Level"), "meeting_level"),
            "topics": text(Message("Topics")),
            "text": text(Message("What was said")),
            "status": code(Message("Status"), meetings.STATUS_NAMES),
            "is_confidential": yes_no(Message("Confidential")),
            "logged_by_id": record(Message("Logged by"), "users"),
            "ours": record(Message("Our side"), "people"),
            "unit_id": record(Message("Unit"), "units"),
            "finalized_at": moment(Message("Minutes final")),
            "finalized_by_id": record(Message("Marked final by"), "users"),
            "series_id": record(Message("Planned together with"), "meetings"),
            "is_sample": yes_no(Message("sample")),
            "archived_at": moment(Message("Archived")),
        },
    )
)
HISTORIES.plug("follow_ups")(
    History(
        names=_follow_ups,
        fields={
            "text": text(Message("What was promised")),
            "side": code(Message("Side"), follow_ups.SIDE_NAMES),
            "source": term(Message("Source"), "followup_source"),
            "meeting_id": record(Message("Meeting record"), "meetings"),
            "enterprise_id": record(Message("Enterprise"), "enterprises"),
            "project_id": record(Message("Project"), "projects"),
            "owner_id": record(Message("Owner"), "people"),
            "counterpart_id": record(Message("Their person"), "contacts"),
            "unit_id": record(Message("Unit"), "units"),
            "due_on": day(Message("Due on")),
            "first_due_on": day(Message("First due on")),
            "status": code(Message("Status"), follow_ups.STATUS_NAMES),
            "supervisor_id": record(Message("Supervisor"), "people"),
            "supporters": record(Message("Supporting people"), "people"),
            "units": record(Message("Supporting units"), "units"),
            "submitted_on": day(Message("Submitted on")),
            "closed_on": day(Message("Closed on")),
            "closed_by_id": record(Message("Closed by"), "users"),
            "closing_note": text(Message("Closing note")),
            "created_by_id": record(Message("Written down by"), "users"),
            "is_sample": yes_no(Message("sample")),
            "archived_at": moment(Message("Archived")),
        },
    )
)
