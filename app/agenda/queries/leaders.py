"""The week of the committee's leaders: their meetings and activities, and who of them takes part."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import exists, select

from app.accounts.models import Person, Unit
from app.activities.models import Activity, ActivityPerson
from app.activities.queries import taking_place
from app.agenda.queries import activities, meetings
from app.agenda.queries.sources import MOST
from app.agenda.rules import Entry
from app.kernel.db import db
from app.kernel.permissions import Actor
from app.meetings.models import Meeting, MeetingOurs, MeetingStatus

_IS_COMMITTEE = Unit.kind == "committee"


def of_leaders(actor: Actor, first: date, last: date) -> list[tuple[Entry, Sequence[Any]]]:
    """What those days hold in which somebody of the committee's own takes part: entry and leaders.

    Leaders are rows with name and post, in protocol order.
    """
    met, away = _meetings(actor, first, last), _activities(actor, first, last)
    at_meetings = _leaders(MeetingOurs, MeetingOurs.meeting_id, [entry.id for entry in met])
    at_activities = _leaders(ActivityPerson, ActivityPerson.activity_id, [entry.id for entry in away])
    return [(entry, at_activities[entry.id]) for entry in away] + [(entry, at_meetings[entry.id]) for entry in met]


def _meetings(actor: Actor, first: date, last: date) -> list[Entry]:
    leads = exists().where(MeetingOurs.meeting_id == Meeting.id, MeetingOurs.unit_id == Unit.id, _IS_COMMITTEE)
    found = meetings.rows_for(actor).where(
        Meeting.archived_at.is_(None), meetings.SOURCE.within(first, last), Meeting.status != MeetingStatus.CANCELLED
    )
    rows = db.session.execute(found.where(leads).order_by(Meeting.starts_at, Meeting.id).limit(MOST))
    return [meetings.as_entry(actor, row) for row in rows]


def _activities(actor: Actor, first: date, last: date) -> list[Entry]:
    leads = exists().where(ActivityPerson.activity_id == Activity.id, ActivityPerson.unit_id == Unit.id, _IS_COMMITTEE)
    found = activities.rows_for(actor).where(taking_place(first, last), leads)
    rows = db.session.execute(found.order_by(Activity.begins_on, Activity.id).limit(MOST))
    return [activities.as_entry(row) for row in rows]


def _leaders(side: Any, key: Any, numbers: Sequence[int]) -> dict[int, list[Any]]:
    """Those of the committee's own on our side of each record, in protocol order, in one statement."""
    found: dict[int, list[Any]] = defaultdict(list)
    rows = (
        select(key.label("number"), Person.name, Person.name_en, side.post_zh)
        .join(Person, Person.id == side.person_id)
        .join(Unit, Unit.id == side.unit_id)
        .where(key.in_(numbers), _IS_COMMITTEE)
        .order_by(key, side.position)
    )
    for row in db.session.execute(rows) if numbers else ():
        found[row.number].append(row)
    return found
