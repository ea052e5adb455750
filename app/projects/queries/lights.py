"""Traffic lights: of many projects with their reasons, and as a filter for lists of any length.

Dates pass by themselves, so no colour is kept that would have to be refreshed: the filter compares two days that the
project keeps with the limits of today. A test over projects of every kind proves that it agrees with `rules.signal`.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, not_, or_, select

from app.kernel import clock, settings
from app.kernel.db import db
from app.kernel.sockets import Socket
from app.projects import rules
from app.projects.models import Milestone, MilestoneKind, Project, Stage
from app.projects.rules import Light, Limits, Signal, Watched
from app.vocabularies.models import Sector

#: Rooms above say which projects have supervised follow-ups that are overdue on a day: one row for each follow-up,
#: with the project's id as its only column.
OVERDUE: Socket[Callable[[date], Select[int]]] = Socket("projects with overdue supervised follow-ups")


def limits(today: date | None = None) -> Limits:
    """The limits of today, with the office's thresholds."""
    return Limits.on(
        today or clock.today(),
        late_months=settings.read(rules.LATE_MONTHS),
        quiet_days=settings.read(rules.QUIET_DAYS),
        quiet_days_near=settings.read(rules.QUIET_DAYS_NEAR),
    )


def signals(ids: Sequence[int]) -> dict[int, Signal]:
    """The light of each of these projects with its reasons, in as many statements for a hundred as for one."""
    within = limits()
    plans = _open_plans(ids)
    overdue = _overdue(ids, within.today)
    rows = db.session.execute(
        select(
            Project.id,
            Project.stage,
            Project.status,
            Project.track,
            Project.last_contact_on,
            Project.archived_at,
            _is_key().label("is_key"),
        ).where(Project.id.in_(ids))
    )
    return {
        row.id: rules.signal(
            Watched(
                stage=row.stage,
                status=row.status,
                track=row.track,
                last_contact_on=row.last_contact_on,
                is_key=bool(row.is_key),
                is_archived=row.archived_at is not None,
                open_plans=plans.get(row.id, {}),
                supervised_overdue=overdue.get(row.id, 0),
            ),
            within,
        )
        for row in rows
    }


def first_open_plan(project: Project) -> date | None:
    """The day that the project keeps as `open_plan_on`, from its milestones."""
    plans = {one.kind: one.planned_on for one in project.milestones if one.claimed_on is None}
    return rules.first_open_plan(project.track, plans)


def _open_plans(ids: Sequence[int]) -> dict[int, dict[MilestoneKind, date]]:
    rows = db.session.execute(
        select(Milestone.project_id, Milestone.kind, Milestone.planned_on).where(
            Milestone.project_id.in_(ids),
            Milestone.kind.in_(rules.WATCHED),
            Milestone.planned_on.is_not(None),
            Milestone.claimed_on.is_(None),
        )
    )
    found: dict[int, dict[MilestoneKind, date]] = {}
    for row in rows:
        found.setdefault(row.project_id, {})[row.kind] = row.planned_on
    return found


def _overdue(ids: Sequence[int], today: date) -> dict[int, int]:
    found: dict[int, int] = {}
    for _, of in OVERDUE:
        late = of(today).subquery()
        [number] = late.c
        counted = select(number, func.count()).where(number.in_(ids)).group_by(number)
        for project_id, count in db.session.execute(counted):
            found[project_id] = found.get(project_id, 0) + count
    return found


def light_clause(light: Light, project: Any = Project) -> ColumnElement[bool]:
    """The rule "this is the project's light", for any WHERE."""
    within = limits()
    if light is Light.OFF:
        return not_(_is_watched(project))
    red, not_green = _is_at(within, project, Light.RED), _is_at(within, project, Light.YELLOW)
    if light is Light.RED:
        return and_(_is_watched(project), red)
    return and_(_is_watched(project), *([not_green, not_(red)] if light is Light.YELLOW else [not_(not_green)]))


def light_of(project: Any = Project) -> ColumnElement[str]:
    """The project's light as a column: `off`, `green`, `yellow` or `red`."""
    within = limits()
    return case(
        (not_(_is_watched(project)), Light.OFF.value),
        (_is_at(within, project, Light.RED), Light.RED.value),
        (_is_at(within, project, Light.YELLOW), Light.YELLOW.value),
        else_=Light.GREEN.value,
    )


def _is_watched(project: Any) -> ColumnElement[bool]:
    return and_(project.archived_at.is_(None), project.status.not_in(rules.UNWATCHED_STATUSES))


def _is_at(within: Limits, project: Any, light: Light) -> ColumnElement[bool]:
    """Some reason makes the light at least this grave; false, never unknown, where a project has no open plan."""
    is_red = light is Light.RED
    silent = (within.very_quiet_before, within.near_very_quiet_before)
    return or_(
        project.open_plan_sort < (within.long_missed_before if is_red else within.missed_before),
        _is_silent(project, *(silent if is_red else (within.quiet_before, within.near_quiet_before))),
        *(project.id.in_(of(within.today)) for _, of in OVERDUE),
    )


def is_quiet(project: Any = Project) -> ColumnElement[bool]:
    """Nobody has met or written about the project for as long as makes its light yellow."""
    within = limits()
    return _is_silent(project, within.quiet_before, within.near_quiet_before)


def _is_silent(project: Any, quiet_before: date, near_quiet_before: date) -> ColumnElement[bool]:
    is_near = or_(project.stage == Stage.INTENT, _is_key(project))
    sooner = is_near if near_quiet_before > quiet_before else not_(is_near)
    return or_(
        project.last_contact_on < min(near_quiet_before, quiet_before),  # whoever it is: most are decided here
        and_(project.last_contact_on < max(near_quiet_before, quiet_before), sooner),
    )


def _is_key(project: Any = Project) -> ColumnElement[bool]:
    key_sectors = select(Sector.id).where(Sector.is_key).correlate(None)
    return or_(project.is_key, func.coalesce(project.sector_id.in_(key_sectors), false()))
