"""Reading meetings: who may see them, the list, one record, and somebody's week."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Select, and_, exists, false, func, not_, or_, select, true, union
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.accounts.models import Person, User
from app.enterprises.models import Contact, Enterprise
from app.kernel import clock
from app.kernel.db import db, lasting_alias
from app.kernel.errors import NotFound
from app.kernel.fields import OptionalDay, OptionalLine, OptionalRecordId
from app.kernel.listing import Listing, Order, Rows
from app.kernel.permissions import Actor, Can
from app.kernel.search import matches
from app.kernel.sight import kept_today
from app.kernel.text import Message
from app.meetings.models import (
    FollowUp,
    FollowUpStatus,
    Meeting,
    MeetingAmendment,
    MeetingEnterprise,
    MeetingOurs,
    MeetingProject,
    MeetingStatus,
    MeetingTheirs,
)
from app.meetings.queries import history
from app.projects import queries as projects
from app.projects.models import Project

LIST = Listing(
    Meeting.id,
    {
        "newest": Order(Message("Newest first"), Meeting.starts_at, descending=True, jumps="day"),
        "oldest": Order(Message("Oldest first"), Meeting.starts_at, jumps="day"),
    },
    "newest",
)

STATUS_NAMES = {
    MeetingStatus.PLANNED: Message("Planned"),
    MeetingStatus.HELD: Message("Held"),
    MeetingStatus.CANCELLED: Message("Cancelled"),
}


_Link, _Ours = lasting_alias(MeetingProject), lasting_alias(MeetingOurs)
#: The meeting that another record comes from, for an EXISTS that asks about it; see `projects.LinkedProject`.
LinkedMeeting = lasting_alias(Meeting)


class MeetingFilters(BaseModel):
    """What the list can be narrowed to. `mine`: logged by the actor, or the actor took part."""

    model_config = ConfigDict(extra="ignore")

    q: OptionalLine = None
    since: OptionalDay = None
    until: OptionalDay = None
    mode: OptionalLine = None
    level: OptionalLine = None
    status: MeetingStatus | None = None
    enterprise: OptionalRecordId = None
    project: OptionalRecordId = None
    unit: OptionalRecordId = None
    mine: bool = False
    archived: bool = False


@kept_today
def visible_clause(actor: Actor, meeting: Any = Meeting) -> ColumnElement[bool]:
    """Whether the actor may see a meeting: for any WHERE over `meetings`, or over an alias of it.

    A meeting is as confidential as its strictest project; a confidential one is for who logged it, our
    participants, and those whose sight of confidential work reaches its unit.
    """
    if not actor.may(Can.SEE_MEETINGS):
        return false()
    return and_(_in_confidence(actor, meeting), not_(about_hidden(actor, meeting.id)))


def about_hidden(actor: Actor, meeting_id: Any) -> ColumnElement[bool]:
    """Whether the meeting of this id is about a project that the actor may not see."""
    return exists().where(
        _Link.meeting_id == meeting_id,
        _Link.project_id == projects.LinkedProject.id,
        projects.hidden_clause(actor, projects.LinkedProject),
    )


def _in_confidence(actor: Actor, meeting: Any) -> ColumnElement[bool]:
    reach = actor.reach(Can.SEE_CONFIDENTIAL)
    if reach is None:
        return true()
    in_reach = meeting.unit_id.in_(sorted(reach)) if reach else false()
    return or_(
        meeting.is_confidential.is_(False),
        meeting.logged_by_id.in_(actor.user_ids),
        in_reach,
        _took_part(actor, meeting),
    )


def _took_part(actor: Actor, meeting: Any) -> ColumnElement[bool]:
    return exists().where(_Ours.meeting_id == meeting.id, _Ours.person_id.in_(actor.person_ids))


def visible_to(actor: Actor) -> Select[Meeting]:
    """The meetings that the actor may see, archived ones too."""
    return select(Meeting).where(visible_clause(actor))


def get(actor: Actor, meeting_id: int) -> Meeting:
    """One meeting with everybody and everything on its page. Raises NotFound."""
    meeting = find(actor, meeting_id)
    if meeting is None:
        raise NotFound
    return meeting


def find(actor: Actor, meeting_id: int) -> Meeting | None:
    return db.session.scalar(visible_to(actor).where(Meeting.id == meeting_id).options(*_whole()))


def _whole() -> Sequence[ORMOption]:
    """A statement for each kind of thing on the page, however many there are of it."""
    promises = selectinload(Meeting.follow_ups)
    return (
        joinedload(Meeting.logged_by).joinedload(User.person),
        joinedload(Meeting.unit),
        selectinload(Meeting.enterprise_links).joinedload(MeetingEnterprise.enterprise),
        selectinload(Meeting.project_links).joinedload(MeetingProject.project),
        selectinload(Meeting.ours).options(joinedload(MeetingOurs.person), joinedload(MeetingOurs.unit)),
        selectinload(Meeting.theirs).joinedload(MeetingTheirs.contact).joinedload(Contact.enterprise),
        selectinload(Meeting.amendments).joinedload(MeetingAmendment.by).joinedload(User.person),
        joinedload(Meeting.finalized_by).joinedload(User.person),
        promises.joinedload(FollowUp.owner),
        promises.joinedload(FollowUp.counterpart),
    )


def listing(actor: Actor, filters: MeetingFilters) -> Rows:
    """The rows of the list: one meeting each, narrowed by the filters."""
    found = visible_to(actor).with_only_columns(
        Meeting.id,
        Meeting.title,
        Meeting.starts_at,
        Meeting.has_time,
        Meeting.mode,
        Meeting.level,
        Meeting.status,
        Meeting.is_confidential,
        Meeting.is_sample,
        promised().label("promised"),
        promised(FollowUp.status == FollowUpStatus.OPEN).label("still_open"),
    )
    return found.where(
        Meeting.archived_at.is_not(None) if filters.archived else Meeting.archived_at.is_(None),
        *_narrowed(actor, filters),
    )


def _narrowed(actor: Actor, filters: MeetingFilters) -> list[ColumnElement[bool]]:
    """The filters as conditions. Each that goes through a link table is one list of ids, never an OR over tables."""
    conditions: list[ColumnElement[bool]] = []
    if filters.q:
        conditions.append(matches(Meeting.search, filters.q))
    if filters.since:
        conditions.append(Meeting.starts_at >= day_begins(filters.since))
    if filters.until:
        conditions.append(Meeting.starts_at < day_begins(filters.until + timedelta(days=1)))
    conditions += [
        column == value
        for column, value in (
            (Meeting.mode, filters.mode),
            (Meeting.level, filters.level),
            (Meeting.status, filters.status),
            (Meeting.unit_id, filters.unit),
        )
        if value
    ]
    if filters.enterprise:
        links = select(MeetingEnterprise.meeting_id).where(MeetingEnterprise.enterprise_id == filters.enterprise)
        conditions.append(Meeting.id.in_(links))
    if filters.project:
        links = select(MeetingProject.meeting_id).where(MeetingProject.project_id == filters.project)
        conditions.append(Meeting.id.in_(links))
    if filters.mine:
        conditions.append(Meeting.id.in_(_mine(actor)))
    return conditions


def _mine(actor: Actor) -> Any:
    return union(
        select(Meeting.id).where(Meeting.logged_by_id.in_(actor.user_ids)),
        select(MeetingOurs.meeting_id).where(MeetingOurs.person_id.in_(actor.person_ids)),
    )


def promised(*which: ColumnElement[bool]) -> Any:
    """How many follow-ups a meeting has."""
    found = select(func.count()).where(FollowUp.meeting_id == Meeting.id, FollowUp.archived_at.is_(None), *which)
    return found.correlate(Meeting).scalar_subquery()


def day_begins(day: date) -> datetime:
    """The instant at which a day of the park begins."""
    return clock.at_park(datetime.combine(day, time()))


def enterprises_of(meeting_ids: Sequence[int]) -> dict[int, list[Any]]:
    """The enterprises of each meeting of a page, as rows with id and names, in one statement."""
    found = (
        select(MeetingEnterprise.meeting_id, Enterprise.id, Enterprise.name_zh, Enterprise.name_en)
        .join(Enterprise, Enterprise.id == MeetingEnterprise.enterprise_id)
        .where(MeetingEnterprise.meeting_id.in_(meeting_ids))
        .order_by(Enterprise.id)
    )
    return _by_meeting(meeting_ids, found)


def leaders_of(meeting_ids: Sequence[int]) -> dict[int, list[Any]]:
    """The first of our side at each meeting of a page, with name and post (then and now), in one statement."""
    found = (
        select(
            MeetingOurs.meeting_id,
            Person.name,
            Person.name_en,
            MeetingOurs.post_zh,
            Person.post_en,
            Person.post_zh.label("present_post"),
        )
        .join(Person, Person.id == MeetingOurs.person_id)
        .where(MeetingOurs.meeting_id.in_(meeting_ids), MeetingOurs.position == 0)
    )
    return _by_meeting(meeting_ids, found)


def _by_meeting(meeting_ids: Sequence[int], found: Rows) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = {meeting_id: [] for meeting_id in meeting_ids}
    for row in db.session.execute(found) if meeting_ids else ():
        grouped[row.meeting_id].append(row)
    return grouped


def cancellation(meeting: Meeting) -> Any:
    """Who cancelled a meeting, when and why (in `details`); None when nobody did."""
    if meeting.status is not MeetingStatus.CANCELLED:
        return None
    found = history.entries("meetings", meeting.id, "meeting.cancel")
    return found[-1] if found else None


def enterprises_of_projects(project_ids: Sequence[int]) -> list[int]:
    """The main enterprises of projects that the actor has been found to see."""
    if not project_ids:
        return []
    return list(db.session.scalars(select(Project.enterprise_id).where(Project.id.in_(project_ids)).distinct()))


def my_week(actor: Actor, first: date, last: date, limit: int = 30) -> Sequence[Any]:
    """Meetings from a day to a day (inclusive) that the actor logged or takes part in, in their order.

    Rows with id, title, starts_at, has_time, mode, status and place.
    """
    found = visible_to(actor).with_only_columns(
        Meeting.id,
        Meeting.title,
        Meeting.starts_at,
        Meeting.has_time,
        Meeting.mode,
        Meeting.status,
        Meeting.place,
    )
    found = found.where(
        Meeting.archived_at.is_(None),
        Meeting.starts_at >= day_begins(first),
        Meeting.starts_at < day_begins(last + timedelta(days=1)),
        or_(Meeting.logged_by_id.in_(actor.user_ids), _took_part(actor, Meeting)),
    )
    return db.session.execute(found.order_by(Meeting.starts_at, Meeting.id).limit(limit)).all()
