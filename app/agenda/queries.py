"""Reading the calendar: one statement for each kind of entry, however many there are."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, exists, not_, or_, select, true

from app.accounts.models import Person, Unit, User
from app.agenda.models import CalendarFeed
from app.agenda.rules import Entry, Kind, View, Whose
from app.kernel import clock
from app.kernel.db import db, lasting_alias
from app.kernel.errors import NotFound
from app.kernel.fields import OptionalDay, OptionalRecordId
from app.kernel.listing import Rows
from app.kernel.passwords import digest
from app.kernel.permissions import Actor, Can
from app.meetings import queries as meetings
from app.meetings.models import FollowUp, Meeting, MeetingOurs, MeetingProject, MeetingStatus
from app.projects import queries as projects
from app.projects.models import CLOSED_STATUSES, Disclosure, Milestone, Project
from app.projects.rules import MILESTONE_NAMES

#: So many entries of a kind a view shows; more are said to be left out.
MOST = 1000

_Ours, _About, _Source = lasting_alias(MeetingOurs), lasting_alias(Project), lasting_alias(Meeting)
_Link = lasting_alias(MeetingProject)


class AgendaFilters(BaseModel):
    """What the calendar can be narrowed to. A person or a unit named counts instead of `whose`."""

    model_config = ConfigDict(extra="ignore")

    view: View = View.MONTH
    day: OptionalDay = None
    whose: Whose = Whose.MINE
    person: OptionalRecordId = None
    unit: OptionalRecordId = None
    kind: Kind | None = None


def entries(actor: Actor, filters: AgendaFilters, first: date, last: date) -> list[Entry]:
    """What stands on the days from the first to the last, as far as the actor may see it."""
    sources = {Kind.MEETING: _meetings, Kind.FOLLOW_UP: _follow_ups, Kind.MILESTONE: _milestones}
    wanted = [filters.kind] if filters.kind else list(Kind)
    found = [entry for kind in wanted for entry in sources[kind](actor, filters, first, last)]
    if Kind.MEETING in wanted and actor.may(Can.SEE_MEETINGS) and filters.person:
        found += _busy(actor, filters.person, first, last)
    return found


def one_meeting(actor: Actor, meeting_id: int) -> Entry:
    """A single meeting as an entry. NotFound for one that is missing or hidden, both alike."""
    found = _meeting_rows(actor).where(Meeting.id == meeting_id)
    row = db.session.execute(found).one_or_none()
    if row is None:
        raise NotFound
    return _as_entry(row)


def _within(first: date, last: date) -> ColumnElement[bool]:
    begins, ends = meetings.meetings.day_begins(first), meetings.meetings.day_begins(last + timedelta(days=1))
    return (Meeting.starts_at >= begins) & (Meeting.starts_at < ends)


def _meeting_rows(actor: Actor) -> Rows:
    is_secret = or_(
        Meeting.is_confidential,
        exists().where(
            _Link.meeting_id == Meeting.id, _About.id == _Link.project_id, _About.disclosure != Disclosure.OPEN
        ),
    )
    return meetings.meetings.visible_to(actor).with_only_columns(
        *(Meeting.id, Meeting.title, Meeting.starts_at, Meeting.ends_at, Meeting.has_time, Meeting.status),
        *(Meeting.place, Meeting.version, Meeting.created_at, Meeting.updated_at),
        is_secret.label("is_secret"),
    )


def _meetings(actor: Actor, filters: AgendaFilters, first: date, last: date) -> list[Entry]:
    found = _meeting_rows(actor).where(Meeting.archived_at.is_(None), _within(first, last), _met_by(actor, filters))
    return [_as_entry(row) for row in db.session.execute(found.order_by(Meeting.starts_at, Meeting.id).limit(MOST))]


def _met_by(actor: Actor, filters: AgendaFilters) -> ColumnElement[bool]:
    """The meetings of a person, of a unit, or one's own: logged or taken part in."""
    if filters.person:
        return _took_part({filters.person})
    if filters.unit or filters.whose is Whose.UNIT:
        return Meeting.unit_id == (filters.unit or actor.unit_id)
    if filters.whose is Whose.ALL:
        return true()
    return or_(Meeting.logged_by_id.in_(actor.user_ids), _took_part(actor.person_ids))


def _took_part(person_ids: Any) -> ColumnElement[bool]:
    return exists().where(_Ours.meeting_id == Meeting.id, _Ours.person_id.in_(person_ids))


def _as_entry(row: Any) -> Entry:
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


def _busy(actor: Actor, person_id: int, first: date, last: date) -> list[Entry]:
    """When somebody is taken by a confidential meeting that the actor may not see: the time, nothing else.

    A meeting about a hidden project leaves no trace at all.
    """
    found = select(Meeting.starts_at, Meeting.ends_at, Meeting.has_time).where(
        Meeting.is_confidential,
        not_(meetings.meetings.visible_clause(actor)),
        not_(meetings.meetings.about_hidden(actor, Meeting.id)),
        Meeting.archived_at.is_(None),
        Meeting.status != MeetingStatus.CANCELLED,
        _within(first, last),
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


def _follow_ups(actor: Actor, filters: AgendaFilters, first: date, last: date) -> list[Entry]:
    """What is to be done by those days and is not settled yet."""
    is_secret = or_(
        exists().where(_About.id == FollowUp.project_id, _About.disclosure != Disclosure.OPEN),
        exists().where(_Source.id == FollowUp.meeting_id, _Source.is_confidential),
    )
    found = (
        meetings.follow_ups.visible_to(actor)
        .with_only_columns(
            *(FollowUp.id, FollowUp.text, FollowUp.due_on, FollowUp.version, FollowUp.created_at, FollowUp.updated_at),
            is_secret.label("is_secret"),
        )
        .where(FollowUp.due_on.between(first, last), FollowUp.closed_on.is_(None), FollowUp.archived_at.is_(None))
        .where(_owed_by(actor, filters))
    )
    return [
        Entry(
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
        for row in db.session.execute(found.order_by(FollowUp.due_on, FollowUp.id).limit(MOST))
    ]


def _owed_by(actor: Actor, filters: AgendaFilters) -> ColumnElement[bool]:
    if filters.person:
        return FollowUp.owner_id == filters.person
    if filters.unit or filters.whose is Whose.UNIT:
        return FollowUp.unit_id == (filters.unit or actor.unit_id)
    return true() if filters.whose is Whose.ALL else FollowUp.owner_id.in_(actor.person_ids)


def _milestones(actor: Actor, filters: AgendaFilters, first: date, last: date) -> list[Entry]:
    """What is planned for those days in projects in work and has not happened yet."""
    found = (
        projects.visible_to(actor)
        .join(Milestone, Milestone.project_id == Project.id)
        .with_only_columns(
            *(Project.id, Project.name_zh, Project.name_en, Project.disclosure),
            *(Milestone.id.label("milestone_id"), Milestone.kind, Milestone.planned_on, Milestone.version),
        )
        .where(Milestone.planned_on.between(first, last), Milestone.claimed_on.is_(None))
        .where(Project.archived_at.is_(None), Project.status.not_in(CLOSED_STATUSES), _answered_by(actor, filters))
    )
    return [
        Entry(
            kind=Kind.MILESTONE,
            id=row.milestone_id,
            day=row.planned_on,
            title=(actor.locale == "en" and row.name_en) or row.name_zh,
            word=MILESTONE_NAMES[row.kind],
            endpoint="projects.show",
            values={"project_id": row.id},
            is_secret=row.disclosure is not Disclosure.OPEN,
            sequence=row.version,
        )
        for row in db.session.execute(found.order_by(Milestone.planned_on, Milestone.id).limit(MOST))
    ]


def _answered_by(actor: Actor, filters: AgendaFilters) -> ColumnElement[bool]:
    if filters.person:
        return Project.officer_id.in_(select(User.id).where(User.person_id == filters.person))
    if filters.unit or filters.whose is Whose.UNIT:
        return Project.unit_id == (filters.unit or actor.unit_id)
    return true() if filters.whose is Whose.ALL else Project.officer_id.in_(actor.user_ids)


def of_leaders(actor: Actor, first: date, last: date) -> list[tuple[Entry, list[Any]]]:
    """The meetings of those days in which somebody of the committee's own takes part: entry and leaders.

    Leaders are rows with name and post, in protocol order.
    """
    leads = exists().where(_Ours.meeting_id == Meeting.id, _Ours.unit_id == Unit.id, Unit.kind == "committee")
    found = (
        _meeting_rows(actor)
        .where(Meeting.archived_at.is_(None), _within(first, last), Meeting.status != MeetingStatus.CANCELLED, leads)
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(MOST)
    )
    shown = [_as_entry(row) for row in db.session.execute(found)]
    leaders = leaders_at([entry.id for entry in shown])
    return [(entry, leaders[entry.id]) for entry in shown]


def leaders_at(meeting_ids: Sequence[int]) -> dict[int, list[Any]]:
    """Those of the committee's own at each meeting, in protocol order, in one statement."""
    found: dict[int, list[Any]] = {number: [] for number in meeting_ids}
    rows = (
        select(MeetingOurs.meeting_id, Person.name, Person.name_en, MeetingOurs.post_zh)
        .join(Person, Person.id == MeetingOurs.person_id)
        .join(Unit, Unit.id == MeetingOurs.unit_id)
        .where(MeetingOurs.meeting_id.in_(meeting_ids), Unit.kind == "committee")
        .order_by(MeetingOurs.meeting_id, MeetingOurs.position)
    )
    for row in db.session.execute(rows) if meeting_ids else ():
        found[row.meeting_id].append(row)
    return found


def find_feed(actor: Actor) -> CalendarFeed | None:
    """The actor's own secret address, if there is one."""
    return db.session.get(CalendarFeed, actor.id)


def whose_feed(token: str) -> User:
    """Whose calendar this address reads. NotFound for an address that is wrong, revoked, or of who has left."""
    user = db.session.scalar(
        select(User)
        .join(CalendarFeed, CalendarFeed.user_id == User.id)
        .where(CalendarFeed.token_digest == digest(token), User.is_active.is_(True))
    )
    if user is None:
        raise NotFound
    return user
