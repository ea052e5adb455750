"""The meetings of the calendar: planned, held and cancelled ones."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, not_, or_, select

from app.agenda.queries.filters import AgendaFilters, narrowed
from app.agenda.queries.sources import MOST, Source
from app.agenda.rules import Entry, Kind
from app.kernel import clock
from app.kernel.db import db, lasting_alias
from app.kernel.errors import NotFound
from app.kernel.listing import Rows
from app.kernel.permissions import Actor, Can
from app.meetings import queries as meetings
from app.meetings.models import Meeting, MeetingOurs, MeetingProject, MeetingStatus
from app.projects.models import Disclosure
from app.projects.queries import LinkedProject

_Ours, _Link = lasting_alias(MeetingOurs), lasting_alias(MeetingProject)


def one_meeting(actor: Actor, meeting_id: int) -> Entry:
    """A single meeting as an entry. NotFound for one that is missing or hidden, both alike."""
    row = db.session.execute(rows_for(actor).where(Meeting.id == meeting_id)).one_or_none()
    if row is None:
        raise NotFound
    return as_entry(actor, row)


def rows_for(actor: Actor) -> Rows:
    """The meetings that the actor may see, archived ones too, with what an entry tells."""
    return meetings.meetings.visible_to(actor).with_only_columns(
        *(Meeting.id, Meeting.title, Meeting.starts_at, Meeting.ends_at, Meeting.has_time, Meeting.status),
        *(Meeting.place, Meeting.version, Meeting.created_at, Meeting.updated_at),
        is_secret(Meeting).label("is_secret"),
    )


def is_secret(meeting: Any) -> ColumnElement[bool]:
    """Whether other calendars may learn only the time of a meeting."""
    return or_(
        meeting.is_confidential,
        exists().where(
            _Link.meeting_id == meeting.id,
            LinkedProject.id == _Link.project_id,
            LinkedProject.disclosure != Disclosure.OPEN,
        ),
    )


def _rows(actor: Actor, filters: AgendaFilters) -> Rows:
    return rows_for(actor).where(Meeting.archived_at.is_(None), _met_by(actor, filters))


def _met_by(actor: Actor, filters: AgendaFilters) -> ColumnElement[bool]:
    """The meetings of a person, of a unit, or one's own: logged or taken part in."""
    mine = or_(Meeting.logged_by_id.in_(actor.user_ids), _took_part(actor.person_ids))
    return narrowed(actor, filters, unit=Meeting.unit_id, mine=mine, of_person=lambda person: _took_part({person}))


def _took_part(person_ids: Any) -> ColumnElement[bool]:
    return exists().where(_Ours.meeting_id == Meeting.id, _Ours.person_id.in_(person_ids))


def as_entry(_actor: Actor, row: Any) -> Entry:
    """A row of `rows_for` as an entry."""
    return Entry(
        kind=Kind.MEETING,
        id=row.id,
        day=clock.local(row.starts_at).date(),
        title=row.title,
        starts=row.starts_at if row.has_time else None,
        ends=row.ends_at,
        place=row.place,
        endpoint="meetings.show",
        values={"meeting_id": row.id},
        is_cancelled=row.status is MeetingStatus.CANCELLED,
        is_secret=row.is_secret,
        sequence=row.version,
        made_at=row.created_at,
        changed_at=row.updated_at,
    )


SOURCE = Source(
    _rows, Meeting.id, Meeting.starts_at, (Meeting.starts_at, Meeting.id), meetings.meetings.day_begins, as_entry
)


def busy(actor: Actor, person_id: int, first: date, last: date) -> list[Entry]:
    """When somebody is taken by a confidential meeting that the actor may not see: the time, nothing else.

    A meeting about a hidden project leaves no trace at all.
    """
    if not actor.may(Can.SEE_MEETINGS):
        return []
    found = select(Meeting.starts_at, Meeting.ends_at, Meeting.has_time).where(
        Meeting.is_confidential,
        not_(meetings.meetings.visible_clause(actor)),
        not_(meetings.meetings.about_hidden(actor, Meeting.id)),
        Meeting.archived_at.is_(None),
        Meeting.status != MeetingStatus.CANCELLED,
        SOURCE.within(first, last),
        _took_part({person_id}),
    )
    return [
        Entry(
            kind=Kind.MEETING,
            id=0,
            day=clock.local(row.starts_at).date(),
            title="",
            starts=row.starts_at if row.has_time else None,
            ends=row.ends_at,
            is_secret=True,
        )
        for row in db.session.execute(found.order_by(Meeting.starts_at).limit(MOST))
    ]
