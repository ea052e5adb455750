"""What projects want to know of meetings: whether one was held, and when the last one was."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func, select

from app.kernel import clock
from app.kernel.db import db
from app.meetings.models import Meeting, MeetingProject, MeetingStatus
from app.projects.queries import CONTACTS, FACTS


def _last_held(ids: Sequence[int]) -> dict[int, datetime]:
    """When the last meeting held about each of these projects began; nothing for those without any."""
    found = (
        select(MeetingProject.project_id, func.max(MeetingProject.starts_at).label("last"))
        .join(Meeting, Meeting.id == MeetingProject.meeting_id)
        .where(
            MeetingProject.project_id.in_(ids),
            Meeting.status == MeetingStatus.HELD,
            Meeting.archived_at.is_(None),
        )
        .group_by(MeetingProject.project_id)
    )
    return {row.project_id: row.last for row in db.session.execute(found)}


@FACTS.plug("first_meeting")
def has_met(ids: Sequence[int]) -> Mapping[int, object]:
    """Whether a meeting about the project has been held."""
    return dict.fromkeys(_last_held(ids), True)


@CONTACTS.plug("meetings")
def last_meetings(ids: Sequence[int]) -> Mapping[int, date]:
    """The day of the last meeting held."""
    return {number: clock.local(instant).date() for number, instant in _last_held(ids).items()}
