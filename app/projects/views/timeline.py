"""The timeline view and the wall (挂图作战): planned against actual and latest days, project by project."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from app.audit import service as audit
from app.kernel import clock
from app.kernel.display import name as called
from app.kernel.downloads import download
from app.kernel.fields import OptionalDay
from app.kernel.guard import current_actor, require
from app.kernel.listing import Page
from app.kernel.paging import ListLinks, filter_values, read_filters, read_query
from app.kernel.permissions import Can
from app.kernel.tabular import Column, Kind, Sheet
from app.kernel.text import Message
from app.kernel.web import render
from app.kernel.words import pick, say
from app.projects import queries, rules
from app.projects.models import MilestoneKind, Track
from app.projects.queries import ProjectFilters, plans
from app.projects.rules import Signal
from app.projects.rules.drawing import Against, Delay, Frame, Point, Scale, Strip, delay, strip
from app.projects.views.filters import offered
from app.projects.views.records import bp

#: One letter for each milestone, for the marks of the drawing.
LETTERS: dict[MilestoneKind, Message] = {
    MilestoneKind.FRAMEWORK: Message("F"),
    MilestoneKind.REVIEW: Message("A"),
    MilestoneKind.CONTRACT: Message("C"),
    MilestoneKind.REGISTERED: Message("R"),
    MilestoneKind.SITE: Message("S"),
    MilestoneKind.PERMITS: Message("P"),
    MilestoneKind.STARTED: Message("B"),
    MilestoneKind.STATISTICS: Message("N"),
    MilestoneKind.COMPLETED: Message("E"),
    MilestoneKind.OPERATING: Message("O"),
    MilestoneKind.SCALE: Message("T"),
    MilestoneKind.CAPACITY: Message("D"),
}
SCALES = {Scale.MONTHS: Message("A column a month"), Scale.QUARTERS: Message("A column a quarter")}
#: How far a link moves the frame, in columns.
_STEP = 4


class TimelineFilters(ProjectFilters):
    """The filters of the list, and how the days are shown: `begin` is a day of the first column."""

    scale: Scale = Scale.QUARTERS
    begin: OptionalDay = None
    wall: bool = False
    table: bool = False


@dataclass(frozen=True)
class Line:
    """One project of the view."""

    row: Row[Any]
    strip: Strip
    points: dict[MilestoneKind, Point]
    signal: Signal
    late: Message | None


@bp.get("/timeline")
@require(Can.SEE_PROJECTS)
def timeline() -> ResponseReturnValue:
    """The view; grouped by leader or task force it is the wall chart, and `wall` fills a screen with it."""
    actor = current_actor()
    filters, problems = read_filters(TimelineFilters)
    listing = plans.plan_list()
    asked = replace(read_query(listing), rows=plans.ROWS)
    page = plans.page_of_plans(actor, filters, asked)
    frame = _frame(filters)
    return render(
        "projects/wall.html" if filters.wall else "projects/timeline.html",
        fragment="rows",
        page=page,
        links=ListLinks(listing, page, filters, file="projects.plan_file"),
        groups=list(_groups(page, frame)),
        frame=frame,
        filters=filters,
        problems=problems,
        masked=queries.count_masked(actor),
        **_addresses(page, frame, filters),
        **offered(actor, filters),
        **_words(),
    )


@bp.get("/timeline/export.<kind>")
@require(Can.EXPORT)
def plan_file(kind: str) -> ResponseReturnValue:
    """The backward plan of exactly these projects: a row for each milestone."""
    actor = current_actor()
    filters, _ = read_filters(TimelineFilters)
    found = plans.plan_lines(actor, filters, read_query(plans.plan_list()))
    sheet = Sheet(say(Message("Backward plan")), COLUMNS, (_cells(row, point) for row, point in found))
    asked = filter_values(filters)
    return download(sheet, kind, partial(audit.record_export, actor, "projects"), filters=asked)


COLUMNS = (
    Column(Message("Project code"), None),
    Column(Message("Project name"), None),
    Column(Message("Stage"), None, Kind.WORD, rules.STAGE_NAMES),
    Column(Message("Responsible officer"), None),
    Column(Message("Sponsoring leader"), None),
    Column(Message("Task force"), None),
    Column(Message("Milestone"), None),
    Column(Message("Planned day"), None, Kind.DAY),
    Column(Message("Latest day"), None, Kind.DAY),
    Column(Message("Actual day"), None, Kind.DAY),
    Column(Message("Days behind the plan"), None, Kind.COUNT),
    Column(Message("Days after the latest day"), None, Kind.COUNT),
)


def _cells(row: Row[Any], point: Point) -> tuple[Any, ...]:
    today = clock.today()
    return (
        row.code,
        called(row),
        row.stage,
        pick(row.officer_name, row.officer_name_en),
        pick(row.sponsor_name or "", row.sponsor_name_en or ""),
        pick(row.force_zh or "", row.force_en or ""),
        say(rules.milestone_name(point.kind, row.track)),
        point.planned_on,
        point.latest_on,
        point.claimed_on,
        point.slip(today),
        point.slip_of_latest(today),
    )


def _frame(filters: TimelineFilters) -> Frame:
    if filters.begin:
        return Frame.beginning(filters.scale, filters.begin)
    return Frame.around(filters.scale, clock.today())


def _groups(page: Page, frame: Frame) -> Iterator[tuple[str, list[Line]]]:
    """The lines under the leader or the task force that they belong to; all in one group without a name else."""
    lines = list(_lines(page.rows, frame))
    if page.order not in _GROUPED:
        yield "", lines
        return
    key, zh, en, nobody = _GROUPED[page.order]
    for _, group in groupby(lines, key=lambda line: getattr(line.row, key)):
        members = list(group)
        first = members[0].row
        yield pick(getattr(first, zh) or "", getattr(first, en) or "") or say(nobody), members


_GROUPED = {
    "leader": ("sponsor_id", "sponsor_name", "sponsor_name_en", Message("No sponsoring leader")),
    "force": ("task_force_id", "force_zh", "force_en", Message("No task force")),
}


def _lines(rows: Sequence[Row[Any]], frame: Frame) -> Iterator[Line]:
    today = clock.today()
    points, signals = plans.points(rows), queries.signals([row.id for row in rows])
    for row in rows:
        own = points[row.id]
        yield Line(
            row=row,
            strip=strip(frame, own, today),
            points={point.kind: point for point in own},
            signal=signals[row.id],
            late=_said(delay(own, today), row.track),
        )


def _said(late: Delay | None, track: Track) -> Message | None:
    if late is None:
        return None
    milestone, days = rules.milestone_name(late.kind, track), late.days
    if late.against is Against.PLAN:
        return Message("%(milestone)s: %(days)s days behind the plan", milestone=milestone, days=days)
    if late.against is Against.LATEST:
        return Message("%(milestone)s: %(days)s days after the latest day", milestone=milestone, days=days)
    return Message("%(milestone)s: planned %(days)s days too late for the promise", milestone=milestone, days=days)


def _addresses(page: Page, frame: Frame, filters: TimelineFilters) -> dict[str, Any]:
    """The same rows drawn otherwise: earlier, later, around today, grouped, on the wall."""
    kept = filter_values(filters)
    at = {"at": request.args["at"]} if "at" in request.args else {}

    def to(**changes: Any) -> str:
        values = {"order": page.order, **at, **kept, **changes}
        return url_for("projects.timeline", **{name: value for name, value in values.items() if value is not None})

    return {
        "earlier": to(begin=frame.moved(-_STEP).first.isoformat()),
        "later": to(begin=frame.moved(_STEP).first.isoformat()),
        "around_today": to(begin=None) if filters.begin else "",
        "as_table": to(table=True),
        "as_drawing": to(table=None),
        "on_the_wall": to(wall=True, table=None),
        "off_the_wall": to(wall=None),
        "turned": _turned(page, filters),
        "ways": {name: to(order=name, at=None) for name in ("late", "leader", "force")},
    }


def _turned(page: Page, filters: TimelineFilters) -> str:
    """What the wall shows next: the following page, after the last one the first again."""
    links = ListLinks(plans.plan_list(), page, filters)
    return links.after or url_for("projects.timeline", order=page.order, **links.filters)


def _words() -> dict[str, Any]:
    return {
        "letters": LETTERS,
        "light_names": rules.LIGHT_NAMES,
        "milestone_name": rules.milestone_name,
        "milestone_names": rules.MILESTONE_NAMES,
        "scales": SCALES,
    }
