"""What the timelines of enterprises and projects show of meetings and follow-ups."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.accounts.models import Person, User
from app.kernel.db import db
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.kernel.timeline import TIMELINE, Entry, Subject
from app.meetings.models import FollowUp, FollowUpStatus, Meeting, MeetingEnterprise, MeetingProject, MeetingStatus
from app.meetings.queries import follow_ups, meetings

_SHOWN_TEXT = 240
_ICONS = {"call": "phone", "wechat": "brand-wechat", "video": "video", "visit_in": "map-pin", "visit_out": "map-pin"}
_SAID = {
    FollowUpStatus.OPEN: Message("To do by %(day)s"),
    FollowUpStatus.SUBMITTED: Message("Submitted to the supervisor, due by %(day)s"),
    FollowUpStatus.CLOSED: Message("Closed on %(day)s"),
    FollowUpStatus.CANCELLED: Message("No longer needed since %(day)s"),
}


@TIMELINE.plug("meetings")
def of_meetings(actor: Actor, subject: Subject, before: datetime | None, limit: int) -> Sequence[Entry]:
    """Meetings with the enterprises or about the project: a walk down the link table's index."""
    link: Any = MeetingProject if subject.project_id else MeetingEnterprise
    about = (
        MeetingProject.project_id == subject.project_id
        if subject.project_id
        else MeetingEnterprise.enterprise_id.in_(subject.enterprise_ids)
    )
    found = (
        select(
            Meeting.id,
            Meeting.title,
            Meeting.mode,
            link.starts_at,
            func.substr(Meeting.text, 1, _SHOWN_TEXT).label("text"),
            Person.name,
            Person.name_en,
        )
        .join(link, link.meeting_id == Meeting.id)
        .join(User, User.id == Meeting.logged_by_id)
        .join(Person, Person.id == User.person_id)
        .where(about, meetings.visible_clause(actor), Meeting.archived_at.is_(None))
        .where(Meeting.status != MeetingStatus.CANCELLED)
        .order_by(link.starts_at.desc(), link.meeting_id.desc())
        .limit(limit)
    )
    if len(subject.enterprise_ids) > 1:
        found = found.add_columns(link.meeting_id).distinct()
    if before is not None:
        found = found.where(link.starts_at < before)
    return [
        Entry(
            at=row.starts_at,
            kind="meeting",
            icon=_ICONS.get(row.mode, "users-group"),
            title=row.title,
            text=row.text,
            by=(actor.locale == "en" and row.name_en) or row.name,
            endpoint="meetings.show",
            values={"meeting_id": row.id},
        )
        for row in db.session.execute(found)
    ]


@TIMELINE.plug("follow_ups")
def of_follow_ups(actor: Actor, subject: Subject, before: datetime | None, limit: int) -> Sequence[Entry]:
    """Follow-ups of the enterprises or the project, at the moment they were written down."""
    about = (
        FollowUp.project_id == subject.project_id
        if subject.project_id
        else FollowUp.enterprise_id.in_(subject.enterprise_ids)
    )
    found = (
        follow_ups.visible_to(actor)
        .join(Person, Person.id == FollowUp.owner_id)
        .with_only_columns(
            FollowUp.id,
            FollowUp.text,
            FollowUp.status,
            FollowUp.due_on,
            FollowUp.closed_on,
            FollowUp.created_at,
            Person.name,
            Person.name_en,
        )
        .where(about, FollowUp.archived_at.is_(None))
        .order_by(FollowUp.created_at.desc(), FollowUp.id.desc())
        .limit(limit)
    )
    if before is not None:
        found = found.where(FollowUp.created_at < before)
    return [
        Entry(
            at=row.created_at,
            kind="follow_up",
            icon="checkbox",
            title=Message(_SAID[row.status].key, day=row.closed_on or row.due_on),
            text=row.text,
            by=(actor.locale == "en" and row.name_en) or row.name,
            endpoint="follow_ups.show",
            values={"follow_up_id": row.id},
        )
        for row in db.session.execute(found)
    ]
