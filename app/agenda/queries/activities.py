"""Activities, on each of their days. There are few of them, so that a month's are read whole."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, not_, or_, select

from app.activities import queries as activities
from app.activities.models import Activity, ActivityMeeting, ActivityResult
from app.agenda.queries.filters import AgendaFilters, narrowed
from app.agenda.queries.meetings import is_secret as is_secret_meeting
from app.agenda.queries.sources import MOST
from app.agenda.rules import Entry, Kind
from app.kernel.db import db
from app.kernel.listing import Rows
from app.kernel.permissions import Actor, Can
from app.meetings.queries.meetings import LinkedMeeting
from app.projects.models import Disclosure
from app.projects.queries import LinkedProject


def entries(actor: Actor, filters: AgendaFilters, first: date, last: date) -> list[Entry]:
    """The activities of which a day lies between the first and the last."""
    found = rows_for(actor).where(activities.taking_place(first, last), _of(actor, filters))
    rows = db.session.execute(found.order_by(Activity.begins_on, Activity.id).limit(MOST))
    return [as_entry(row) for row in rows]


def rows_for(actor: Actor) -> Rows:
    """The activities that the actor may see, with what an entry tells."""
    secret = or_(
        Activity.is_confidential,
        exists().where(
            ActivityResult.activity_id == Activity.id,
            ActivityResult.project_id == LinkedProject.id,
            LinkedProject.disclosure != Disclosure.OPEN,
        ),
        exists().where(
            ActivityMeeting.activity_id == Activity.id,
            ActivityMeeting.meeting_id == LinkedMeeting.id,
            is_secret_meeting(LinkedMeeting),
        ),
    )
    return activities.visible_to(actor).with_only_columns(
        *(Activity.id, Activity.title, Activity.begins_on, Activity.ends_on, Activity.place),
        *(Activity.version, Activity.created_at, Activity.updated_at),
        secret.label("is_secret"),
    )


def _of(actor: Actor, filters: AgendaFilters) -> ColumnElement[bool]:
    """The activities of a person, of a unit, or one's own: written down or taken part in."""
    mine, of_person = activities.mine(actor), activities.with_person
    return narrowed(actor, filters, unit=Activity.unit_id, mine=mine, of_person=of_person)


def as_entry(row: Any) -> Entry:
    """A row of `rows_for` as an entry."""
    return Entry(
        kind=Kind.ACTIVITY,
        id=row.id,
        day=row.begins_on,
        ends_on=row.ends_on,
        title=row.title,
        place=row.place,
        endpoint="activities.show",
        values={"activity_id": row.id},
        is_secret=row.is_secret,
        sequence=row.version,
        made_at=row.created_at,
        changed_at=row.updated_at,
    )


def busy(actor: Actor, person_id: int, first: date, last: date) -> list[Entry]:
    """When somebody is away for a confidential activity that the actor may not see: the days, nothing else.

    One about a hidden project, or with a meeting about one, leaves no trace at all.
    """
    if not actor.may(Can.SEE_MEETINGS):
        return []
    found = select(Activity.begins_on, Activity.ends_on).where(
        Activity.is_confidential,
        not_(activities.visible_clause(actor)),
        not_(activities.about_hidden(actor)),
        activities.taking_place(first, last),
        activities.with_person(person_id),
    )
    return [
        Entry(kind=Kind.ACTIVITY, id=0, day=row.begins_on, ends_on=row.ends_on, title="", is_secret=True)
        for row in db.session.execute(found.order_by(Activity.begins_on).limit(MOST))
    ]
