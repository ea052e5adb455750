"""The list of projects, its filters and its register; short lists for the desk and for an enterprise's page."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, PlainSerializer
from sqlalchemy import ColumnElement, Row, exists, select, union

from app.accounts.models import Person, Unit, User
from app.enterprises.models import Enterprise
from app.enterprises.queries import PROJECTS_OF, ProjectRow
from app.kernel import clock, figures
from app.kernel.db import db, lasting_alias
from app.kernel.fields import OptionalDay, OptionalLine, OptionalMoney, OptionalRecordId
from app.kernel.listing import Listing, Order, Rows
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.projects import rules
from app.projects.models import (
    CLOSED_STATUSES,
    Milestone,
    MilestoneKind,
    Project,
    ProjectTag,
    Stage,
    Status,
    Track,
)
from app.projects.queries.lights import light_clause
from app.projects.queries.scope import concerns, is_called, is_own, member_of, visible_clause
from app.vocabularies import queries as vocabularies
from app.vocabularies.models import Sector

OfficerUser, Officer = lasting_alias(User), lasting_alias(Person)
NextUser, NextOwner = lasting_alias(User), lasting_alias(Person)
Home, Park = lasting_alias(Unit), lasting_alias(Unit)
_ENTERPRISE_ROWS = 50

LIST = Listing(
    Project.id,
    {
        "changed": Order(Message("Recently changed"), Project.updated_at, descending=True),
        "name": Order(Message("Project name"), Project.name_sort, jumps="letter"),
        "next": Order(Message("Next step due"), Project.next_due_sort, jumps="day"),
        "stage": Order(Message("Stage"), Project.stage_position, descending=True),
        "code": Order(Message("Project code"), Project.code, descending=True),
    },
    "changed",
)


class ProjectFilters(BaseModel):
    """What the list can be narrowed to.

    `milestone` with `since` and `until` keeps what was claimed in that period; with `due` it keeps what was
    planned in it and has not happened.
    """

    model_config = ConfigDict(extra="ignore")

    q: OptionalLine = None
    stage: Stage | None = None
    status: Literal["open", "all"] | Status = "open"
    sector: OptionalRecordId = None
    enterprise: OptionalRecordId = None
    officer: OptionalRecordId = None
    unit: OptionalRecordId = None
    park: OptionalRecordId = None
    task_force: OptionalRecordId = None
    sponsor: OptionalRecordId = None
    lead_unit: OptionalRecordId = None
    chief: OptionalRecordId = None
    track: Track | None = None
    tag: OptionalLine = None
    mine: bool = False
    milestone: MilestoneKind | None = None
    due: Literal["missed", "upcoming"] | None = None
    since: OptionalDay = None
    until: OptionalDay = None
    next_step: Literal["none"] | None = None
    waiting: bool = False
    light: rules.Light | None = None
    min_total: Annotated[OptionalMoney, PlainSerializer(figures.money_input, when_used="json-unless-none")] = None
    archived: bool = False


def listing(actor: Actor, filters: ProjectFilters) -> Rows:
    """The rows of the list: one visible project each, narrowed by the filters."""
    return rows(actor).where(*narrowed(actor, filters))


#: What a line of the list says.
_SAID = (
    Project.id,
    Project.version,
    Project.code,
    Project.name_zh,
    Project.name_en,
    Project.stage,
    Project.stage_since,
    Project.status,
    Project.disclosure,
    Project.track,
    Project.total_fen,
    Project.contract_fen,
    Project.received_on,
    Project.last_contact_on,
    Project.enterprise_id,
    Enterprise.name_zh.label("enterprise_zh"),
    Enterprise.name_en.label("enterprise_en"),
    Sector.name_zh.label("sector_zh"),
    Sector.name_en.label("sector_en"),
    Project.officer_id,
    Officer.name.label("officer_name"),
    Officer.name_en.label("officer_name_en"),
    Project.next_step,
    Project.next_due_on,
    NextOwner.name.label("next_owner_name"),
    NextOwner.name_en.label("next_owner_name_en"),
    Home.name_zh.label("unit_zh"),
    Home.name_en.label("unit_en"),
    Park.name_zh.label("park_zh"),
    Park.name_en.label("park_en"),
)


def rows(actor: Actor, *, beside: Any = None) -> Rows:
    """A line per project, with the names a list shows; with a table `beside` a line for each of its rows.

    That table is joined before all others: PostgreSQL weighs the order of the first eight joins only. Every other join
    is an outer one, so that a statement that asks for fewer columns (a count, an export) runs without the tables it
    does not need: both databases leave out an outer join by a key of which nothing is read.
    """
    found = select(*_SAID).select_from(Project)
    if beside is not None:
        found = found.join(beside, beside.project_id == Project.id)
    return (
        found.outerjoin(Enterprise, Enterprise.id == Project.enterprise_id)
        .outerjoin(OfficerUser, OfficerUser.id == Project.officer_id)
        .outerjoin(Officer, Officer.id == OfficerUser.person_id)
        .outerjoin(Sector, Sector.id == Project.sector_id)
        .outerjoin(NextUser, NextUser.id == Project.next_owner_id)
        .outerjoin(NextOwner, NextOwner.id == NextUser.person_id)
        .outerjoin(Home, Home.id == Project.unit_id)
        .outerjoin(Park, Park.id == Project.park_id)
        .where(visible_clause(actor))
    )


def without_next_step(actor: Actor, limit: int = 10) -> Sequence[Row[Any]]:
    """Projects of the actor on their way on which nothing is said to come next, the longest untouched first."""
    on_the_way = (*_in_work(), Project.stage != Stage.OPERATING)
    ids = first_own(actor, limit, Project.updated_at, *on_the_way, Project.next_step == "")
    return _named(actor, ids, Project.updated_at, Project.id)


def my_projects(actor: Actor, limit: int = 10) -> Sequence[Row[Any]]:
    """Projects of the actor in work, the nearest next step first."""
    ids = first_own(actor, limit, Project.next_due_sort, *_in_work())
    return _named(actor, ids, Project.next_due_sort, Project.id)


def first_own(actor: Actor, limit: int, key: Any, *conditions: ColumnElement[bool]) -> Sequence[int]:
    """The ids of the actor's first few projects by a key, chosen before any name is looked up.

    Those that the actor is responsible for and those whose team the actor is in are each looked for by their index:
    asked for both at once, PostgreSQL goes through everybody's projects in the order of the key.
    """
    halves = [
        select(Project.id, key.label("key"))
        .where(whose, visible_clause(actor), *conditions)
        .order_by(key, Project.id)
        .limit(limit)
        .subquery()
        for whose in (Project.officer_id.in_(actor.user_ids), Project.id.in_(member_of(actor)))
    ]
    both = union(*(select(half.c.id, half.c.key) for half in halves)).subquery()
    return db.session.scalars(select(both.c.id).order_by(both.c.key, both.c.id).limit(limit)).all()


def _named(actor: Actor, ids: Sequence[int], *keys: Any) -> Sequence[Row[Any]]:
    return db.session.execute(rows(actor).where(Project.id.in_(ids)).order_by(*keys)).all() if ids else []


@PROJECTS_OF.plug("projects")
def of_enterprises(actor: Actor, enterprise_ids: Sequence[int]) -> Sequence[ProjectRow]:
    """Projects in which one of the enterprises is the main one, the project company or an investor."""
    newest = (Project.updated_at.desc(), Project.id.desc())
    chosen = select(Project.id).where(concerns(enterprise_ids), visible_clause(actor), Project.archived_at.is_(None))
    ids = db.session.scalars(chosen.order_by(*newest).limit(_ENTERPRISE_ROWS)).all()
    english = actor.locale == "en"
    return [
        ProjectRow(
            id=row.id,
            code=row.code,
            name_zh=row.name_zh,
            name_en=row.name_en,
            stage=row.stage,
            stage_word=rules.STAGE_NAMES[row.stage],
            status=row.status,
            status_word=rules.STATUS_NAMES[row.status],
            total_fen=row.total_fen,
            officer_name=(row.officer_name_en if english else "") or row.officer_name,
            enterprise_id=row.enterprise_id,
        )
        for row in _named(actor, ids, *newest)
    ]


def _in_work() -> Iterator[ColumnElement[bool]]:
    yield Project.archived_at.is_(None)
    yield Project.status.not_in(CLOSED_STATUSES)


def _waiting() -> Iterator[ColumnElement[bool]]:
    yield Project.stage == Stage.LEAD
    yield Project.answered_on.is_(None)


def narrowed(actor: Actor, asked: ProjectFilters) -> Iterator[ColumnElement[bool]]:
    """The conditions that the filters stand for."""
    yield Project.archived_at.is_not(None) if asked.archived else Project.archived_at.is_(None)
    for column, wanted in (
        (Project.stage, asked.stage),
        (Project.track, asked.track),
        (Project.enterprise_id, asked.enterprise),
        (Project.officer_id, asked.officer),
        (Project.unit_id, asked.unit),
        (Project.park_id, asked.park),
        (Project.task_force_id, asked.task_force),
        (Project.sponsor_id, asked.sponsor),
        (Project.lead_unit_id, asked.lead_unit),
    ):
        if wanted is not None:
            yield column == wanted
    if asked.tag:
        yield Project.id.in_(select(ProjectTag.project_id).where(ProjectTag.tag == asked.tag))
    if asked.status == "open":
        yield Project.status.not_in(CLOSED_STATUSES)
    elif asked.status != "all":
        yield Project.status == asked.status
    if asked.q:
        yield is_called(asked.q)
    yield from _further(actor, asked)


def _further(actor: Actor, asked: ProjectFilters) -> Iterator[ColumnElement[bool]]:
    if asked.sector:
        yield Project.sector_id.in_(vocabularies.subtree(asked.sector))
    if asked.chief:
        yield Project.sector_id.in_(vocabularies.led_by(asked.chief))
    if asked.mine:
        yield is_own(actor)
    if asked.next_step:
        yield Project.next_step == ""
    if asked.light:
        yield light_clause(asked.light)
    if asked.waiting:
        yield from _waiting()
    if asked.min_total is not None:
        yield Project.total_fen >= asked.min_total
    yield from _with_milestone(asked)


def _with_milestone(asked: ProjectFilters) -> Iterator[ColumnElement[bool]]:
    if asked.due:
        yield _has_milestone(*_due(asked))
    elif asked.milestone:
        yield _has_milestone(*_claimed(asked))


def _has_milestone(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """A milestone of the project fits: asked of each project, so that a page stops as soon as it is full."""
    return exists().where(Milestone.project_id == Project.id, *conditions)


def _due(asked: ProjectFilters) -> Iterator[ColumnElement[bool]]:
    """Planned and not claimed: before today, or from today on."""
    today = clock.today()
    yield Milestone.claimed_on.is_(None)
    if asked.milestone:
        yield Milestone.kind == asked.milestone
    if asked.due == "missed":
        yield Milestone.planned_on < min(asked.until + timedelta(days=1) if asked.until else today, today)
        if asked.since:
            yield Milestone.planned_on >= asked.since
    else:
        first = max(asked.since or today, today)
        yield Milestone.planned_on.between(first, asked.until or first + timedelta(days=rules.UPCOMING_DAYS))


def _claimed(asked: ProjectFilters) -> Iterator[ColumnElement[bool]]:
    yield Milestone.kind == asked.milestone
    yield Milestone.claimed_on.between(asked.since or date.min, asked.until or date.max)
