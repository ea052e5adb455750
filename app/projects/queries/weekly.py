"""Weekly progress: the sheet of a week, the rows of my desk, the weeks of one project."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, PlainSerializer
from sqlalchemy import ColumnElement, Row, and_, false, func, not_, or_, select, tuple_
from sqlalchemy.orm import joinedload

from app.accounts.models import Person, TaskForce, Unit, User
from app.enterprises.models import Enterprise
from app.kernel import clock, settings
from app.kernel.db import db, lasting_alias
from app.kernel.fields import OptionalRecordId
from app.kernel.listing import Listing, Order, Page, Rows
from app.kernel.permissions import Actor, Can, Role
from app.kernel.tabular import Column, Kind
from app.kernel.text import Message
from app.projects import rules
from app.projects.models import Project, Stage, WeeklyProgress
from app.projects.queries.contacts import CONTACTS
from app.projects.queries.lights import light_of
from app.projects.queries.lists import first_own
from app.projects.queries.lists import rows as project_rows
from app.projects.queries.register import names
from app.projects.queries.scope import answers_for, is_own, visible_clause
from app.projects.rules import Week
from app.projects.rules.weeks import WeekCode

Department = lasting_alias(Unit)
_NO_TASK_FORCE = 2**53  # behind all others
_DESK_ROWS = 40
_PAST_WEEKS = 8

SHEET = Listing(
    Project.id,
    {
        "unit": Order(Message("Unit"), Project.unit_id),
        "task_force": Order(Message("Task force"), func.coalesce(Project.task_force_id, _NO_TASK_FORCE)),
        "due": Order(Message("Next step due"), Project.next_due_sort),
        "name": Order(Message("Project name"), Project.name_sort, jumps="letter"),
    },
    "unit",
)


class WeeklyFilters(BaseModel):
    """What the sheet can be narrowed to; without a week it is the present one. `led` keeps the reader's units."""

    model_config = ConfigDict(extra="ignore")

    week: Annotated[WeekCode | None, PlainSerializer(str, when_used="json-unless-none")] = None
    filled: Literal["yes", "no"] | None = None
    unit: OptionalRecordId = None
    officer: OptionalRecordId = None
    stage: Stage | None = None
    task_force: OptionalRecordId = None
    mine: bool = False
    led: bool = False

    @property
    def chosen(self) -> Week:
        return self.week or Week.of(clock.today())


def sheet(actor: Actor, filters: WeeklyFilters) -> Rows:
    """A line for each visible project that reports in a week, with what was written; or that has reported then."""
    week = filters.chosen
    found = with_week(project_rows(actor), week)
    return found.where(or_(WeeklyProgress.id.is_not(None), reports()), *_narrowed(actor, filters))


def with_week(found: Rows, week: Week) -> Rows:
    """Rows of projects with what was written for a week; the next step is the project's as long as the week runs."""
    is_now = week == Week.of(clock.today())
    written = and_(WeeklyProgress.project_id == Project.id, WeeklyProgress.monday == week.monday)
    return (
        found.add_columns(
            Project.unit_id,
            Project.task_force_id,
            Project.sponsor_id,
            Project.version.label("project_version"),
            WeeklyProgress.id.label("week_id"),
            func.coalesce(WeeklyProgress.version, 0).label("week_version"),
            func.coalesce(WeeklyProgress.progress, "").label("progress"),
            func.coalesce(WeeklyProgress.problems, "").label("problems"),
            func.coalesce(WeeklyProgress.coordination, "").label("coordination"),
            WeeklyProgress.department_id,
            Department.name_zh.label("department_zh"),
            Department.name_en.label("department_en"),
            (Project.next_step if is_now else func.coalesce(WeeklyProgress.next_step, "")).label("step"),
            (Project.next_due_on if is_now else WeeklyProgress.next_due_on).label("step_due_on"),
        )
        .outerjoin(WeeklyProgress, written)
        .outerjoin(Department, Department.id == WeeklyProgress.department_id)
    )


def reports() -> ColumnElement[bool]:
    """The project is one of those that say every week what moved."""
    stages: frozenset[str] = settings.read(rules.REPORTING_STAGES)
    return and_(
        Project.archived_at.is_(None),
        Project.status.in_(rules.REPORTING_STATUSES),
        Project.stage.in_([stage for stage in Stage if stage in stages]),
    )


def is_filled() -> ColumnElement[bool]:
    """Somebody has written what moved, what hinders or who must help; false where there is no row."""
    said = or_(WeeklyProgress.progress != "", WeeklyProgress.problems != "", WeeklyProgress.coordination != "")
    return func.coalesce(said, false())


def _narrowed(actor: Actor, asked: WeeklyFilters) -> Iterator[ColumnElement[bool]]:
    for column, wanted in (
        (Project.unit_id, asked.unit),
        (Project.officer_id, asked.officer),
        (Project.stage, asked.stage),
        (Project.task_force_id, asked.task_force),
    ):
        if wanted is not None:
            yield column == wanted
    if asked.filled:
        is_written = WeeklyProgress.monday == asked.chosen.monday  # which tells SQLite to begin with what was written
        yield and_(is_written, is_filled()) if asked.filled == "yes" else not_(is_filled())
    if asked.mine:
        yield is_own(actor)
    if asked.led:
        units = led_units(actor)
        if units is not None:
            yield Project.unit_id.in_(sorted(units))


def led_units(actor: Actor) -> frozenset[int] | None:
    """The units whose projects the actor answers for as head or manager; None is all of them."""
    return rules.reach_of(actor, (Role.HEAD, Role.MANAGER), Can.EDIT_PROJECTS)


def counts(actor: Actor, filters: WeeklyFilters, shown: Page) -> dict[str, int]:
    """How many rows of the sheet there are at all, filled and not, under the same other filters; up to the cap."""

    def rows(filled: str) -> Rows:
        return sheet(actor, filters.model_copy(update={"filled": filled or None}))

    return SHEET.tabs(("", "yes", "no"), rows, filters.filled or "", shown)


def count_unfilled(actor: Actor) -> int:
    """How many projects of the units that the actor leads have nothing written for this week."""
    if led_units(actor) == frozenset():
        return 0
    return SHEET.count(sheet(actor, WeeklyFilters(filled="no", led=True)))


@dataclass(frozen=True)
class DeskRow:
    """A project of the actor with this week's cells, and what was written last; `row` is a row of the sheet."""

    row: Row[Any]
    before: WeeklyProgress | None


def desk_rows(actor: Actor, week: Week, *, project_id: int | None = None) -> list[DeskRow]:
    """The actor's own reporting projects, the nearest next step first; or the row of one project."""
    found = with_week(project_rows(actor), week)
    ids = [project_id] if project_id else first_own(actor, _DESK_ROWS, Project.next_due_sort, reports())
    shown = found.where(Project.id.in_(ids)).order_by(Project.next_due_sort, Project.id)
    rows = db.session.execute(shown).all() if ids else []
    before = written_before([row.id for row in rows], week)
    return [DeskRow(row, before.get(row.id)) for row in rows]


def written_before(ids: Sequence[int], week: Week) -> dict[int, WeeklyProgress]:
    """What was last written about each of these projects before a week."""
    last = (
        select(WeeklyProgress.project_id, func.max(WeeklyProgress.monday))
        .where(WeeklyProgress.project_id.in_(ids), WeeklyProgress.monday < week.monday, is_filled())
        .group_by(WeeklyProgress.project_id)
    )
    found = select(WeeklyProgress).where(tuple_(WeeklyProgress.project_id, WeeklyProgress.monday).in_(last))
    return {row.project_id: row for row in db.session.scalars(found)}


def week_of(project: Project, week: Week) -> WeeklyProgress | None:
    """What is written about a project for a week."""
    found = select(WeeklyProgress).where(WeeklyProgress.project_id == project.id)
    return db.session.scalar(found.where(WeeklyProgress.monday == week.monday))


def weeks_of(actor: Actor, project_id: int) -> Sequence[WeeklyProgress]:
    """The last weeks in which something was written about a project that the actor sees fully, the newest first."""
    found = (
        select(WeeklyProgress)
        .join(Project, Project.id == WeeklyProgress.project_id)
        .where(WeeklyProgress.project_id == project_id, visible_clause(actor), is_filled())
        .order_by(WeeklyProgress.monday.desc())
        .options(joinedload(WeeklyProgress.department), joinedload(WeeklyProgress.written_by).joinedload(User.person))
    )
    return db.session.scalars(found.limit(_PAST_WEEKS)).all()


@CONTACTS.plug("weekly")
def last_written(ids: Sequence[int]) -> Mapping[int, date]:
    """The last day on which weekly progress was written."""
    found = (
        select(WeeklyProgress.project_id, func.max(WeeklyProgress.written_on).label("last"))
        .where(WeeklyProgress.project_id.in_(ids), is_filled())
        .group_by(WeeklyProgress.project_id)
    )
    return {row.project_id: row.last for row in db.session.execute(found)}


def editable(actor: Actor, ids: Sequence[int]) -> frozenset[int]:
    """Those of these projects that the actor may write about."""
    found = select(Project.id).where(Project.id.in_(ids), answers_for(actor))
    return frozenset(db.session.scalars(found))


def columns(locale: str, week: Week) -> list[Column]:
    """The sheet as it leaves the house; the last column is the project's number, for the days in its stage."""
    units = names(select(Unit.id, Unit.name_zh, Unit.name_en), locale)
    users = names(select(User.id, Person.name, Person.name_en).join(Person, Person.id == User.person_id), locale)
    people = names(select(Person.id, Person.name, Person.name_en), locale)
    forces = names(select(TaskForce.id, TaskForce.name_zh, TaskForce.name_en), locale)
    is_now = week == Week.of(clock.today())
    return [
        Column(Message("Unit"), Project.unit_id, Kind.WORD, units),
        Column(Message("Task force"), Project.task_force_id, Kind.WORD, forces),
        Column(Message("Traffic light"), light_of(), Kind.WORD, rules.LIGHT_NAMES),
        Column(Message("Project code"), Project.code),
        Column(Message("Project"), Project.name_zh),
        Column(Message("Enterprise"), Enterprise.name_zh),
        Column(Message("Total investment"), Project.total_fen, Kind.MONEY),
        Column(Message("Stage"), Project.stage, Kind.WORD, rules.STAGE_NAMES),
        Column(Message("Sponsoring leader"), Project.sponsor_id, Kind.WORD, people),
        Column(Message("Responsible officer"), Project.officer_id, Kind.WORD, users),
        Column(Message("Progress"), WeeklyProgress.progress),
        Column(Message("Problems"), WeeklyProgress.problems),
        Column(Message("Needs coordination"), WeeklyProgress.coordination),
        Column(Message("Department to help"), WeeklyProgress.department_id, Kind.WORD, units),
        Column(Message("Next step"), Project.next_step if is_now else WeeklyProgress.next_step),
        Column(Message("Next step due"), Project.next_due_on if is_now else WeeklyProgress.next_due_on, Kind.DAY),
        Column(Message("Days in this stage"), Project.id, Kind.COUNT),
    ]
