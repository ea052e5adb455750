"""Reading activities: who may see them, the list, one of them, and the meetings that may belong to one."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Select, and_, exists, false, func, not_, or_, select, true, union
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.accounts.models import Person, User
from app.activities.models import (
    Activity,
    ActivityEnterprise,
    ActivityMeeting,
    ActivityPerson,
    ActivityResult,
    ResultKind,
)
from app.enterprises.models import Enterprise
from app.kernel.db import db, lasting_alias
from app.kernel.errors import NotFound
from app.kernel.fields import OptionalDay, OptionalLine, OptionalRecordId
from app.kernel.listing import Listing, Order, Rows
from app.kernel.permissions import Actor, Can
from app.kernel.search import few, matches
from app.kernel.sight import kept_today
from app.kernel.text import Message
from app.meetings.models import Meeting
from app.meetings.queries import meetings as meeting_queries
from app.projects import queries as projects

LIST = Listing(
    Activity.id,
    {
        "newest": Order(Message("Newest first"), Activity.begins_on, descending=True, jumps="day"),
        "oldest": Order(Message("Oldest first"), Activity.begins_on, jumps="day"),
    },
    "newest",
)
#: Meetings so many days before or after an activity are offered first.
_NEARBY = timedelta(days=3)

_Result, _Link, _There = lasting_alias(ActivityResult), lasting_alias(ActivityMeeting), lasting_alias(ActivityPerson)


class ActivityFilters(BaseModel):
    """What the list can be narrowed to. `since` and `until` find what takes place between them, if only in part.

    `type` is a kind of activity; in the address of a file, `kind` is that of the file.
    """

    model_config = ConfigDict(extra="ignore")

    q: OptionalLine = None
    since: OptionalDay = None
    until: OptionalDay = None
    type: OptionalLine = None
    enterprise: OptionalRecordId = None
    project: OptionalRecordId = None
    unit: OptionalRecordId = None
    mine: bool = False
    archived: bool = False


@kept_today
def visible_clause(actor: Actor, activity: Any = Activity) -> ColumnElement[bool]:
    """Whether the actor may see an activity: for any WHERE over `activities`, or over an alias of it.

    It is as confidential as the strictest of its projects and meetings; one marked confidential is for who wrote it
    down, who took part, and those whose sight of confidential work reaches its unit.
    """
    if not actor.may(Can.SEE_MEETINGS):
        return false()
    of_unseen = exists().where(
        _Link.activity_id == activity.id,
        _Link.meeting_id == meeting_queries.LinkedMeeting.id,
        not_(meeting_queries.visible_clause(actor, meeting_queries.LinkedMeeting)),
    )
    return and_(_in_confidence(actor, activity), not_(_of_hidden(actor, activity)), not_(of_unseen))


def _of_hidden(actor: Actor, activity: Any) -> ColumnElement[bool]:
    return exists().where(
        _Result.activity_id == activity.id,
        _Result.project_id == projects.LinkedProject.id,
        projects.hidden_clause(actor, projects.LinkedProject),
    )


def about_hidden(actor: Actor, activity: Any = Activity) -> ColumnElement[bool]:
    """Whether an activity, or a meeting of it, is about a project that the actor may not see."""
    met_about = exists().where(_Link.activity_id == activity.id, meeting_queries.about_hidden(actor, _Link.meeting_id))
    return or_(_of_hidden(actor, activity), met_about)


def _in_confidence(actor: Actor, activity: Any) -> ColumnElement[bool]:
    reach = actor.reach(Can.SEE_CONFIDENTIAL)
    if reach is None:
        return true()
    return or_(
        activity.is_confidential.is_(False),
        activity.created_by_id.in_(actor.user_ids),
        activity.unit_id.in_(sorted(reach)) if reach else false(),
        exists().where(_There.activity_id == activity.id, _There.person_id.in_(actor.person_ids)),
    )


def visible_to(actor: Actor) -> Select[Activity]:
    """The activities that the actor may see, archived ones too."""
    return select(Activity).where(visible_clause(actor))


def get(actor: Actor, activity_id: int) -> Activity:
    """One activity with everybody and everything on its page. Raises NotFound."""
    activity = db.session.scalar(visible_to(actor).where(Activity.id == activity_id).options(*_whole()))
    if activity is None:
        raise NotFound
    return activity


def _whole() -> Sequence[ORMOption]:
    """A statement for each kind of thing on the page, however many there are of it."""
    return (
        joinedload(Activity.leader),
        joinedload(Activity.created_by).joinedload(User.person),
        joinedload(Activity.unit),
        selectinload(Activity.people).options(joinedload(ActivityPerson.person), joinedload(ActivityPerson.unit)),
        selectinload(Activity.enterprise_links).joinedload(ActivityEnterprise.enterprise),
        selectinload(Activity.meeting_links).joinedload(ActivityMeeting.meeting),
        selectinload(Activity.results).joinedload(ActivityResult.project),
    )


def listing(actor: Actor, filters: ActivityFilters) -> Rows:
    """The rows of the list: one activity each, narrowed by the filters."""
    found = (
        visible_to(actor)
        .outerjoin(Person, Person.id == Activity.leader_id)
        .with_only_columns(
            Activity.id,
            Activity.title,
            Activity.kind,
            Activity.begins_on,
            Activity.ends_on,
            Activity.place,
            Activity.is_confidential,
            Activity.is_sample,
            Person.name.label("leader_name"),
            Person.name_en.label("leader_name_en"),
            counted(ActivityMeeting).label("meetings"),
            counted(ActivityResult, ActivityResult.kind == ResultKind.LEAD).label("leads"),
            counted(ActivityResult, ActivityResult.kind == ResultKind.SIGNING).label("signings"),
        )
    )
    return found.where(
        Activity.archived_at.is_not(None) if filters.archived else Activity.archived_at.is_(None),
        *_narrowed(actor, filters),
    )


def _narrowed(actor: Actor, filters: ActivityFilters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.q:
        conditions.append(matches(Activity.search, filters.q))
    if filters.since:
        conditions.append(Activity.ends_on >= filters.since)
    if filters.until:
        conditions.append(Activity.begins_on <= filters.until)
    conditions += [
        column == value for column, value in ((Activity.kind, filters.type), (Activity.unit_id, filters.unit)) if value
    ]
    if filters.enterprise:
        met = select(ActivityEnterprise.activity_id).where(ActivityEnterprise.enterprise_id == filters.enterprise)
        conditions.append(Activity.id.in_(met))
    if filters.project:
        came = select(ActivityResult.activity_id).where(ActivityResult.project_id == filters.project)
        conditions.append(Activity.id.in_(came))
    if filters.mine:
        conditions.append(mine(actor))
    return conditions


def mine(actor: Actor) -> ColumnElement[bool]:
    """The activities that the actor wrote down or takes part in."""
    written = select(Activity.id).where(Activity.created_by_id.in_(actor.user_ids))
    return Activity.id.in_(union(written, _with(actor.person_ids)))


def with_person(person_id: int) -> ColumnElement[bool]:
    """The activities that somebody of the area takes part in."""
    return Activity.id.in_(_with({person_id}))


def _with(person_ids: Collection[int]) -> Select[int]:
    return select(ActivityPerson.activity_id).where(ActivityPerson.person_id.in_(person_ids))


def taking_place(first: date, last: date) -> ColumnElement[bool]:
    """The activities of which a day lies between the first and the last, put away ones left out."""
    return and_(Activity.begins_on <= last, Activity.ends_on >= first, Activity.archived_at.is_(None))


def my_coming(actor: Actor, first: date, last: date, limit: int = 8) -> Sequence[Any]:
    """The actor's own activities of these days, as rows with id, title, begins_on, ends_on and place."""
    found = visible_to(actor).where(mine(actor), taking_place(first, last))
    shown = found.with_only_columns(Activity.id, Activity.title, Activity.begins_on, Activity.ends_on, Activity.place)
    return db.session.execute(shown.order_by(Activity.begins_on, Activity.id).limit(limit)).all()


def counted(link: Any, *which: ColumnElement[bool]) -> Any:
    """How many of its links of a kind an activity has."""
    found = select(func.count()).where(link.activity_id == Activity.id, *which)
    return found.correlate(Activity).scalar_subquery()


def enterprises_of(activity_ids: Sequence[int]) -> dict[int, list[Any]]:
    """The enterprises of each activity of a page, as rows with id and names, in one statement."""
    found = (
        select(ActivityEnterprise.activity_id, Enterprise.id, Enterprise.name_zh, Enterprise.name_en)
        .join(Enterprise, Enterprise.id == ActivityEnterprise.enterprise_id)
        .where(ActivityEnterprise.activity_id.in_(activity_ids))
        .order_by(Enterprise.id)
    )
    grouped: dict[int, list[Any]] = {activity_id: [] for activity_id in activity_ids}
    for row in db.session.execute(found) if activity_ids else ():
        grouped[row.activity_id].append(row)
    return grouped


def options(actor: Actor, text: str, limit: int = 12) -> Sequence[Any]:
    """Activities found by their names, the newest first, as rows with id, title and first day."""
    called = few(Activity.search, text, Activity.archived_at.is_(None))
    found = visible_to(actor).where(Activity.id.in_(called))
    shown = found.with_only_columns(Activity.id, Activity.title, Activity.begins_on)
    return db.session.execute(shown.order_by(Activity.begins_on.desc(), Activity.id.desc()).limit(limit)).all()


def meetings(actor: Actor, ids: Sequence[int]) -> dict[int, str]:
    """The titles of those of the meetings asked for that the actor may see."""
    found = meeting_queries.visible_to(actor).where(Meeting.id.in_(ids)).with_only_columns(Meeting.id, Meeting.title)
    return {row.id: row.title for row in db.session.execute(found)} if ids else {}


def meeting_options(
    actor: Actor, text: str, first: date | None = None, last: date | None = None, limit: int = 12
) -> Sequence[Any]:
    """Meetings to choose from, as rows with id, title and start: by what was typed, else those around these days."""
    found = meeting_queries.visible_to(actor).where(Meeting.archived_at.is_(None))
    if text.strip():
        found = found.where(Meeting.id.in_(few(Meeting.search, text)))
    elif first:
        begins = meeting_queries.day_begins(first - _NEARBY)
        found = found.where(Meeting.starts_at.between(begins, meeting_queries.day_begins((last or first) + _NEARBY)))
    shown = found.with_only_columns(Meeting.id, Meeting.title, Meeting.starts_at)
    return db.session.execute(shown.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(limit)).all()
