"""Reading follow-ups: who may see them, the list by due day, and what my desk shows."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Select, and_, exists, false, func, not_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person, User
from app.calendar import queries as calendar
from app.enterprises.models import Contact, Enterprise
from app.kernel import clock
from app.kernel.db import db, lasting_alias
from app.kernel.errors import NotFound
from app.kernel.fields import OptionalLine, OptionalRecordId
from app.kernel.listing import Listing, Order, Page, Rows
from app.kernel.permissions import Actor, Can
from app.kernel.search import matches
from app.kernel.sight import kept_today
from app.kernel.text import Message
from app.meetings.models import (
    FollowUp,
    FollowUpEscalation,
    FollowUpMove,
    FollowUpNote,
    FollowUpStatus,
    FollowUpSupporter,
    FollowUpUnit,
    Rung,
    Side,
)
from app.meetings.queries import meetings
from app.meetings.rules import follow_ups as rules
from app.projects import queries as projects
from app.projects.models import Project

T = TypeVar("T", FollowUpMove, FollowUpNote)

LIST = Listing(
    FollowUp.id,
    {
        "due": Order(Message("Due first"), FollowUp.due_on, jumps="day"),
        "late": Order(Message("Due last"), FollowUp.due_on, descending=True, jumps="day"),
    },
    "due",
)

STATUS_NAMES = {
    FollowUpStatus.OPEN: Message("Open"),
    FollowUpStatus.SUBMITTED: Message("Submitted"),
    FollowUpStatus.CLOSED: Message("Closed"),
    FollowUpStatus.CANCELLED: Message("No longer needed"),
}
SIDE_NAMES = {Side.PARK: Message("Our promise"), Side.ENTERPRISE: Message("Their promise")}


_Owner, _Supervisor, _Counterpart = lasting_alias(Person), lasting_alias(Person), lasting_alias(Contact)


class Whose(StrEnum):
    """Whose follow-ups: the actor's own, those they support or supervise, their unit's, or everybody's."""

    MINE = "mine"
    SUPPORTED = "supported"
    SUPERVISED = "supervised"
    UNIT = "unit"
    ALL = "all"


WHOSE_NAMES = {
    Whose.MINE: Message("Mine"),
    Whose.SUPPORTED: Message("I support"),
    Whose.SUPERVISED: Message("Supervised by me"),
    Whose.UNIT: Message("My unit"),
    Whose.ALL: Message("All"),
}


class Span(StrEnum):
    """When they are due: late by working days, today, within seven days."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"


SPAN_NAMES = {
    Span.OVERDUE: Message("Overdue"),
    Span.TODAY: Message("Due today"),
    Span.WEEK: Message("Within a week"),
}


class FollowUpFilters(BaseModel):
    """What the list can be narrowed to. Open ones unless a status is asked for."""

    model_config = ConfigDict(extra="ignore")

    whose: Whose = Whose.MINE
    status: FollowUpStatus = FollowUpStatus.OPEN
    side: Side | None = None
    due: Span | None = None
    supervised: bool = False
    q: OptionalLine = None
    enterprise: OptionalRecordId = None
    project: OptionalRecordId = None
    meeting: OptionalRecordId = None


@kept_today
def visible_to(actor: Actor) -> Select[FollowUp]:
    """The follow-ups that the actor may see.

    One is as confidential as its project and the meeting it comes from; its owner, supervisor and supporters see it
    even when they were not at a confidential meeting, but never what belongs to a project hidden from them.
    """
    if not actor.may(Can.SEE_MEETINGS):
        return select(FollowUp).where(false())
    project, meeting = projects.LinkedProject, meetings.LinkedMeeting
    hidden = exists().where(project.id == FollowUp.project_id, projects.hidden_clause(actor, project))
    theirs = or_(
        FollowUp.owner_id.in_(actor.person_ids), FollowUp.supervisor_id.in_(actor.person_ids), _helped_by(actor)
    )
    known = and_(theirs, ~meetings.about_hidden(actor, meeting.id))
    # Whether its meeting is hidden, not whether it is visible: PostgreSQL would list all the visible ones first.
    is_hidden = not_(meetings.visible_clause(actor, meeting))
    unseen = exists().where(meeting.id == FollowUp.meeting_id, is_hidden, not_(func.coalesce(known, false())))
    return select(FollowUp).where(~hidden, ~unseen)


def _helped_by(actor: Actor) -> ColumnElement[bool]:
    """The ids are found first, by index, instead of asking each follow-up."""
    helped = select(FollowUpSupporter.follow_up_id).where(FollowUpSupporter.person_id.in_(actor.person_ids))
    return FollowUp.id.in_(helped.correlate(None))


def get(actor: Actor, follow_up_id: int) -> FollowUp:
    """One follow-up with what its page names. Raises NotFound."""
    found = visible_to(actor).where(FollowUp.id == follow_up_id)
    follow_up = db.session.scalar(
        found.options(
            joinedload(FollowUp.owner).joinedload(Person.unit),
            joinedload(FollowUp.counterpart),
            joinedload(FollowUp.enterprise),
            joinedload(FollowUp.project),
            joinedload(FollowUp.closed_by).joinedload(User.person),
            joinedload(FollowUp.supervisor),
            selectinload(FollowUp.supporters).joinedload(FollowUpSupporter.person),
            selectinload(FollowUp.units).joinedload(FollowUpUnit.unit),
        )
    )
    if follow_up is None:
        raise NotFound
    return follow_up


def listing(actor: Actor, filters: FollowUpFilters) -> Rows:
    """The rows of the list: one follow-up each with the names it shows."""
    found = (
        visible_to(actor)
        .join(_Owner, _Owner.id == FollowUp.owner_id)
        .outerjoin(_Counterpart, _Counterpart.id == FollowUp.counterpart_id)
        .outerjoin(_Supervisor, _Supervisor.id == FollowUp.supervisor_id)
        .outerjoin(Enterprise, Enterprise.id == FollowUp.enterprise_id)
        .outerjoin(Project, Project.id == FollowUp.project_id)
        .with_only_columns(
            FollowUp.id,
            FollowUp.text,
            FollowUp.side,
            FollowUp.due_on,
            FollowUp.first_due_on,
            FollowUp.status,
            FollowUp.closed_on,
            FollowUp.version,
            FollowUp.meeting_id,
            FollowUp.enterprise_id,
            FollowUp.project_id,
            FollowUp.owner_id,
            FollowUp.created_by_id,
            FollowUp.unit_id,
            FollowUp.supervisor_id,
            _Owner.name.label("owner_name"),
            _Owner.name_en.label("owner_name_en"),
            _Supervisor.name.label("supervisor_name"),
            _Supervisor.name_en.label("supervisor_name_en"),
            _Counterpart.name.label("counterpart_name"),
            _Counterpart.name_en.label("counterpart_name_en"),
            Enterprise.name_zh.label("enterprise_zh"),
            Enterprise.name_en.label("enterprise_en"),
            Project.name_zh.label("project_zh"),
            Project.name_en.label("project_en"),
        )
    )
    return found.where(FollowUp.archived_at.is_(None), *_narrowed(actor, filters))


def _narrowed(actor: Actor, filters: FollowUpFilters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [FollowUp.status == filters.status, *_whose(actor, filters.whose)]
    if filters.side:
        conditions.append(FollowUp.side == filters.side)
    if filters.due:
        conditions.append(_due(filters.due, clock.today()))
    if filters.supervised:
        conditions.append(FollowUp.supervisor_id.is_not(None))
    if filters.q:
        by_enterprise = select(Enterprise.id).where(matches(Enterprise.search, filters.q))
        said = FollowUp.text.icontains(filters.q, autoescape=True)
        conditions.append(or_(said, FollowUp.enterprise_id.in_(by_enterprise)))
    for column, wanted in (
        (FollowUp.enterprise_id, filters.enterprise),
        (FollowUp.project_id, filters.project),
        (FollowUp.meeting_id, filters.meeting),
    ):
        if wanted:
            conditions.append(column == wanted)
    return conditions


def _whose(actor: Actor, whose: Whose) -> list[ColumnElement[bool]]:
    conditions: dict[Whose, ColumnElement[bool]] = {
        Whose.MINE: FollowUp.owner_id.in_(actor.person_ids),
        Whose.SUPPORTED: _helped_by(actor),
        Whose.SUPERVISED: FollowUp.supervisor_id.in_(actor.person_ids),
        Whose.UNIT: FollowUp.unit_id == actor.unit_id,
    }
    return [conditions[whose]] if whose in conditions else []


def _due(span: Span, today: date) -> ColumnElement[bool]:
    late_before = calendar.late_before()
    if span is Span.OVERDUE:
        return FollowUp.due_on < late_before
    if span is Span.TODAY:
        return FollowUp.due_on.between(late_before, today)
    return FollowUp.due_on.between(late_before, today + timedelta(days=7))


def counts(actor: Actor, filters: FollowUpFilters, shown: Page) -> dict[Whose, int]:
    """How many rows mine, my unit's and the others have under the same filters; each counted up to the cap."""

    def rows(whose: Whose) -> Rows:
        return listing(actor, filters.model_copy(update={"whose": whose}))

    return LIST.tabs(Whose, rows, filters.whose, shown)


def due_follow_ups(actor: Actor, until: date, limit: int = 20) -> Sequence[Any]:
    """The actor's own open follow-ups that are due by a day, the longest overdue first: rows as in the list."""
    found = listing(actor, FollowUpFilters()).where(FollowUp.due_on <= until)
    return db.session.execute(found.order_by(FollowUp.due_on, FollowUp.id).limit(limit)).all()


def open_of(actor: Actor, person_id: int, limit: int = 20) -> Sequence[Any]:
    """Open follow-ups of a person of the area that the actor may see, the longest overdue first."""
    found = visible_to(actor).where(FollowUp.owner_id == person_id, FollowUp.archived_at.is_(None))
    found = found.where(FollowUp.status == FollowUpStatus.OPEN).order_by(FollowUp.due_on, FollowUp.id)
    return db.session.scalars(found.limit(limit)).all()


def count_overdue(actor: Actor) -> int:
    """How many of the actor's own follow-ups are overdue, counted up to the cap of lists."""
    return LIST.count(listing(actor, FollowUpFilters(due=Span.OVERDUE)))


def count_submitted(actor: Actor) -> int:
    """How many follow-ups wait for the actor to close them, counted up to the cap of lists."""
    return LIST.count(listing(actor, FollowUpFilters(whose=Whose.SUPERVISED, status=FollowUpStatus.SUBMITTED)))


def span_of(due_on: date) -> str:
    """Where an open follow-up stands in time today, by working days."""
    return rules.span_of(due_on, clock.today(), calendar.late_before())


def moves(follow_up: FollowUp) -> Sequence[FollowUpMove]:
    """Each change of the due day with its reason, oldest first."""
    return _told(FollowUpMove, follow_up)


def notes(follow_up: FollowUp) -> Sequence[FollowUpNote]:
    """What was written about it, oldest first."""
    return _told(FollowUpNote, follow_up)


def _told(kind: type[T], follow_up: FollowUp) -> Sequence[T]:
    found = select(kind).where(kind.follow_up_id == follow_up.id).options(joinedload(kind.by).joinedload(User.person))
    return db.session.scalars(found.order_by(kind.id)).all()


def escalations(follow_up: FollowUp) -> Sequence[FollowUpEscalation]:
    """To whom it came for being late, oldest first."""
    found = select(FollowUpEscalation).where(
        FollowUpEscalation.follow_up_id == follow_up.id, FollowUpEscalation.rung > Rung.SOON
    )
    return db.session.scalars(found.order_by(FollowUpEscalation.at, FollowUpEscalation.rung)).all()
