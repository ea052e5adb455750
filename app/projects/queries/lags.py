"""Lag lists (滞后清单): projects on which the next thing is late, and since when. Each one is a list of its own."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, null, select

from app.accounts.models import Person, TaskForce, Unit, User
from app.calendar import queries as calendar
from app.enterprises.models import Enterprise
from app.kernel import clock
from app.kernel.fields import OptionalRecordId
from app.kernel.listing import Listing, ListQuery, Order, Page, Rows
from app.kernel.permissions import Actor
from app.kernel.tabular import Column, Kind
from app.kernel.text import Message
from app.projects import rules
from app.projects.models import CLOSED_STATUSES, Milestone, Project, Stage, Status, Track, WaivedItem
from app.projects.queries.claims import is_to_verify
from app.projects.queries.gates import milestones_of
from app.projects.queries.lights import is_quiet
from app.projects.queries.lists import rows as project_rows
from app.projects.queries.register import names
from app.projects.queries.waivers import is_open
from app.projects.rules import Lag
from app.vocabularies import queries as vocabularies


class LagFilters(BaseModel):
    """Which list is shown (`late` as in the address), and what it is narrowed to."""

    model_config = ConfigDict(extra="ignore")

    late: Lag = Lag.UNREGISTERED
    unit: OptionalRecordId = None
    officer: OptionalRecordId = None
    task_force: OptionalRecordId = None
    park: OptionalRecordId = None
    sector: OptionalRecordId = None


def late_rows(actor: Actor, filters: LagFilters) -> Rows:
    """The rows of the list asked for: visible projects, with the day since when (`since`) and, of some, `what`."""
    return LISTS[filters.late].rows(actor).where(*_narrowed(filters))


def counts(actor: Actor, filters: LagFilters, shown: Page) -> dict[Lag, int]:
    """How many rows each list has under the same filters, up to the cap of lists."""

    def rows(lag: Lag) -> Rows:
        return late_rows(actor, filters.model_copy(update={"late": lag}))

    return LISTS[filters.late].listing.tabs(Lag, rows, filters.late, shown)


def _narrowed(asked: LagFilters) -> Iterator[ColumnElement[bool]]:
    for column, wanted in (
        (Project.unit_id, asked.unit),
        (Project.officer_id, asked.officer),
        (Project.task_force_id, asked.task_force),
        (Project.park_id, asked.park),
    ):
        if wanted is not None:
            yield column == wanted
    if asked.sector:
        yield Project.sector_id.in_(vocabularies.subtree(asked.sector))


def _in_work() -> tuple[ColumnElement[bool], ...]:
    """Whoever is paused, or over, is not late."""
    return Project.archived_at.is_(None), Project.status.not_in((*CLOSED_STATUSES, Status.PAUSED))


def _gap(lag: Lag, actor: Actor) -> Rows:
    """Projects on which the one thing has happened long ago and the other one, which their track has, has not."""
    gap = rules.GAPS[lag]
    is_late = Milestone.claimed_on < gap.late_before(clock.today())
    tracks = [track for track in Track if gap.missing in milestones_of(track)]
    found = _showing(actor, Milestone.claimed_on, beside=Milestone)
    found = found.where(Milestone.kind == gap.after, ~Milestone.is_followed, is_late)
    return found.where(*_in_work(), Project.track.in_(tracks))


def _no_step(actor: Actor) -> Rows:
    found = _showing(actor, Project.last_contact_on)
    return found.where(*_in_work(), Project.stage != Stage.OPERATING, Project.next_step == "")


def _quiet(actor: Actor) -> Rows:
    return _showing(actor, Project.last_contact_on).where(*_in_work(), Project.stage != Stage.OPERATING, is_quiet())


def _open_items(actor: Actor) -> Rows:
    return _showing(actor, WaivedItem.settle_by, WaivedItem.condition, beside=WaivedItem).where(*is_open())


def _to_verify(actor: Actor) -> Rows:
    return _showing(actor, Milestone.claimed_on, Milestone.kind, beside=Milestone).where(*is_to_verify())


def _showing(actor: Actor, since: Any, what: Any = None, *, beside: Any = None) -> Rows:
    columns = (Project.unit_id, Project.track, since.label("since"), (null() if what is None else what).label("what"))
    return project_rows(actor, beside=beside).add_columns(*columns)


@dataclass(frozen=True)
class LagList:
    """One list: how it is paged, what its rows are, and the day that they are sorted by."""

    listing: Listing
    rows: Callable[[Actor], Rows]
    since: Any
    what: Any = None


def _by(row_id: Any, since: Any, label: Message) -> Listing:
    return Listing(row_id, {"since": Order(label, since, jumps="day")}, "since")


_HAPPENED, _TOUCHED = Message("Happened on"), Message("Last contact")
LISTS: dict[Lag, LagList] = {
    **{
        lag: LagList(
            _by(Milestone.project_id, Milestone.claimed_on, _HAPPENED), partial(_gap, lag), Milestone.claimed_on
        )
        for lag in rules.GAPS
    },
    Lag.NO_STEP: LagList(_by(Project.id, Project.last_contact_on, _TOUCHED), _no_step, Project.last_contact_on),
    Lag.QUIET: LagList(_by(Project.id, Project.last_contact_on, _TOUCHED), _quiet, Project.last_contact_on),
    Lag.OPEN_ITEMS: LagList(
        _by(WaivedItem.id, WaivedItem.settle_by, Message("To be settled by")),
        _open_items,
        WaivedItem.settle_by,
        WaivedItem.condition,
    ),
    Lag.TO_VERIFY: LagList(
        _by(Milestone.id, Milestone.claimed_on, _HAPPENED), _to_verify, Milestone.claimed_on, Milestone.kind
    ),
}


def days_late(lag: Lag, since: date, today: date) -> int:
    """The working days that a row is late: beyond a gap's months, else since its day; negative before it is due."""
    due_on = rules.GAPS[lag].due_on(since) if lag in rules.GAPS else since
    return calendar.workdays().between(due_on, today)


def columns(locale: str, lag: Lag) -> list[Column]:
    """A lag list as it leaves the house; the last column is the day since when, for the days that it is late."""
    found = LISTS[lag]
    units = names(select(Unit.id, Unit.name_zh, Unit.name_en), locale)
    users = names(select(User.id, Person.name, Person.name_en).join(Person, Person.id == User.person_id), locale)
    forces = names(select(TaskForce.id, TaskForce.name_zh, TaskForce.name_en), locale)
    what = [] if found.what is None else [Column(_WHAT[lag], found.what, Kind.WORD, _words(lag))]
    _, order = found.listing.order_of(ListQuery())
    return [
        Column(Message("Project code"), Project.code),
        Column(Message("Project"), Project.name_zh),
        Column(Message("Enterprise"), Enterprise.name_zh),
        Column(Message("Stage"), Project.stage, Kind.WORD, rules.STAGE_NAMES),
        Column(Message("Total investment"), Project.total_fen, Kind.MONEY),
        Column(Message("Unit"), Project.unit_id, Kind.WORD, units),
        Column(Message("Responsible officer"), Project.officer_id, Kind.WORD, users),
        Column(Message("Task force"), Project.task_force_id, Kind.WORD, forces),
        *what,
        Column(Message("Next step"), Project.next_step),
        Column(order.label, found.since, Kind.DAY),
        Column(Message("Working days late"), found.since, Kind.COUNT),
    ]


_WHAT = {Lag.OPEN_ITEMS: Message("What is lacking"), Lag.TO_VERIFY: Message("Milestone")}


def _words(lag: Lag) -> Mapping[Any, Message]:
    if lag is Lag.TO_VERIFY:
        return rules.MILESTONE_NAMES
    return {code: condition.title for code, condition in rules.BY_CODE.items()}
