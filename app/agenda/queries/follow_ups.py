"""What is to be done by a day and is not settled yet."""

from typing import Any

from sqlalchemy import ColumnElement, exists, or_

from app.agenda.queries.filters import AgendaFilters, narrowed
from app.agenda.queries.meetings import is_secret
from app.agenda.queries.sources import Source
from app.agenda.rules import Entry, Kind
from app.kernel.listing import Rows
from app.kernel.permissions import Actor
from app.meetings import queries as meetings
from app.meetings.models import PENDING, FollowUp
from app.meetings.queries.meetings import LinkedMeeting
from app.projects.models import Disclosure
from app.projects.queries import LinkedProject


def _rows(actor: Actor, filters: AgendaFilters) -> Rows:
    secret = or_(
        exists().where(LinkedProject.id == FollowUp.project_id, LinkedProject.disclosure != Disclosure.OPEN),
        exists().where(LinkedMeeting.id == FollowUp.meeting_id, is_secret(LinkedMeeting)),
    )
    found = meetings.follow_ups.visible_to(actor).with_only_columns(
        *(FollowUp.id, FollowUp.text, FollowUp.due_on, FollowUp.version, FollowUp.created_at, FollowUp.updated_at),
        secret.label("is_secret"),
    )
    return found.where(FollowUp.status.in_(PENDING), FollowUp.archived_at.is_(None), _owed_by(actor, filters))


def _owed_by(actor: Actor, filters: AgendaFilters) -> ColumnElement[bool]:
    mine, of_person = FollowUp.owner_id.in_(actor.person_ids), FollowUp.owner_id.__eq__
    return narrowed(actor, filters, unit=FollowUp.unit_id, mine=mine, of_person=of_person)


def _as_entry(_actor: Actor, row: Any) -> Entry:
    return Entry(
        kind=Kind.FOLLOW_UP,
        id=row.id,
        day=row.due_on,
        title=row.text,
        endpoint="follow_ups.show",
        values={"follow_up_id": row.id},
        is_secret=row.is_secret,
        sequence=row.version,
        made_at=row.created_at,
        changed_at=row.updated_at,
    )


SOURCE = Source(
    _rows, FollowUp.id, FollowUp.due_on, (FollowUp.status, FollowUp.due_on, FollowUp.id), lambda day: day, _as_entry
)
