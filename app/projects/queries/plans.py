"""The timeline view (挂图作战): its rows, the days of their milestones, and the backward plan as a file."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Protocol

from sqlalchemy import BigInteger, Row, case, cast, func, select

from app.accounts.models import Person, TaskForce
from app.calendar import queries as calendar
from app.kernel import clock
from app.kernel.db import db, lasting_alias
from app.kernel.listing import EXPORT_ROWS, Listing, ListQuery, Order, Page, Rows
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.projects.models import Milestone, MilestoneKind, Project, Track
from app.projects.queries.backward import standard_days
from app.projects.queries.lists import ProjectFilters, listing, rows
from app.projects.rules import Dates, backward_plan
from app.projects.rules.drawing import Point

Sponsor = lasting_alias(Person)

#: Rows on one page of the timeline view.
ROWS = 20
#: Where projects without a sponsoring leader or task force are sorted: behind all others.
_NOBODY = 10**9
#: Further apart than any two numbers of people.
_PLACES = 10**9


class OnTrack(Protocol):
    """What has to be known of a project to know its plan; a row of a list will do."""

    @property
    def id(self) -> int: ...
    @property
    def track(self) -> Track: ...
    @property
    def is_legacy(self) -> bool: ...


def plan_list() -> Listing:
    """The orders of the view. Who is late depends on the day, so the list is of today."""
    late_first = case((Project.open_plan_sort < clock.today(), 0), else_=1)
    leader = cast(func.coalesce(Sponsor.protocol_order, _NOBODY), BigInteger) * _PLACES
    by_leader = (leader + func.coalesce(Project.sponsor_id, 0)) * 2 + late_first
    by_force = cast(func.coalesce(Project.task_force_id, _NOBODY), BigInteger) * 2 + late_first
    return Listing(
        Project.id,
        {
            "late": Order(Message("Late ones first"), Project.open_plan_sort),
            "stage": Order(Message("Stage"), Project.stage_position, descending=True),
            "name": Order(Message("Project name"), Project.name_sort, jumps="letter"),
            "changed": Order(Message("Recently changed"), Project.updated_at, descending=True),
            "leader": Order(Message("By sponsoring leader"), by_leader),
            "force": Order(Message("By task force"), by_force),
        },
        "late",
    )


def page_of_plans(actor: Actor, filters: ProjectFilters, query: ListQuery) -> Page:
    """One page of the view. Only numbers are sorted; what a row says is read for those shown."""
    numbers = listing(actor, filters).with_only_columns(Project.id, maintain_column_froms=True)
    page = plan_list().page(_with_groups(numbers), query)
    told = {
        row.id: row for row in db.session.execute(_told(actor).where(Project.id.in_([row.id for row in page.rows])))
    }
    return replace(page, rows=[told[row.id] for row in page.rows])


def _told(actor: Actor) -> Rows:
    """What a row of the view says: that of the list, who sponsors the project and which task force sees it through."""
    return _with_groups(rows(actor)).add_columns(
        Project.track,
        Project.is_legacy,
        Project.sponsor_id,
        Sponsor.name.label("sponsor_name"),
        Sponsor.name_en.label("sponsor_name_en"),
        Project.task_force_id,
        TaskForce.name_zh.label("force_zh"),
        TaskForce.name_en.label("force_en"),
    )


def _with_groups(statement: Rows) -> Rows:
    """Sponsor and task force at hand: to sort by, or to name."""
    joined = statement.outerjoin(Sponsor, Sponsor.id == Project.sponsor_id)
    return joined.outerjoin(TaskForce, TaskForce.id == Project.task_force_id)


def points(projects: Iterable[OnTrack]) -> dict[int, list[Point]]:
    """The milestones of these projects in the order of their kinds: one statement, however many."""
    every = list(projects)
    found: dict[int, dict[MilestoneKind, Any]] = {project.id: {} for project in every}
    columns = (
        Milestone.project_id,
        Milestone.kind,
        Milestone.planned_on,
        Milestone.claimed_on,
        Milestone.verified_at,
    )
    for row in db.session.execute(select(*columns).where(Milestone.project_id.in_(found))):
        found[row.project_id][row.kind] = row
    days = {track: standard_days(track) for track in {project.track for project in every}}
    return {project.id: _points(found[project.id], _latest(project, found[project.id], days)) for project in every}


def _points(known: dict[MilestoneKind, Any], latest: dict[MilestoneKind, date]) -> list[Point]:
    return [
        Point(kind, row.planned_on, row.claimed_on, row.verified_at is not None, latest.get(kind))
        if (row := known.get(kind))
        else Point(kind, latest_on=latest[kind])
        for kind in MilestoneKind
        if kind in known or kind in latest
    ]


def _latest(
    project: OnTrack, known: dict[MilestoneKind, Any], days: dict[Track, dict[MilestoneKind, int]]
) -> dict[MilestoneKind, date]:
    """The latest day of each milestone while the promised operation is still to come.

    A legacy project owes nothing: for it only what somebody has planned.
    """
    operating = known.get(MilestoneKind.OPERATING)
    if operating is None or operating.planned_on is None or operating.claimed_on:
        return {}
    dates = {kind: Dates(row.planned_on, row.claimed_on) for kind, row in known.items()}
    lines = backward_plan(operating.planned_on, days[project.track], dates, clock.today(), calendar.workdays().before)
    return {
        line.kind: line.latest_on
        for line in lines
        if line.kind is not MilestoneKind.OPERATING and (line.planned_on or not project.is_legacy)
    }


def plan_lines(actor: Actor, filters: ProjectFilters, query: ListQuery) -> Iterator[tuple[Row[Any], Point]]:
    """Every milestone of every project of the view, project by project, read a few hundred at a time."""
    numbers = listing(actor, filters).with_only_columns(Project.id, maintain_column_froms=True)
    statement = plan_list().sorted(_with_groups(numbers), query)
    for few in db.session.execute(statement).partitions(EXPORT_ROWS):
        ids = [row.id for row in few]
        told = {row.id: row for row in db.session.execute(_told(actor).where(Project.id.in_(ids)))}
        known = points(told.values())
        yield from ((told[number], point) for number in ids if number in told for point in known[number])
