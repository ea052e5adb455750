"""Sites for a project: what it needs, what is to be had, and how the two fit."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, select

from app.kernel import clock
from app.kernel.db import db
from app.kernel.permissions import Actor
from app.parks import queries as parks
from app.parks import rules as fitting
from app.parks.models import SiteSector, SiteState
from app.parks.rules import Fit, Need, Offer, SiteStatus
from app.projects.models import MilestoneKind, Project
from app.reservations.queries.lists import of_project
from app.reservations.rules import Standing, standing_on

SHOWN = 30


@dataclass(frozen=True)
class Suggestion:
    """A site, how it fits, and whether the project has it already."""

    site: Row[Any]
    fit: Fit
    is_ours: bool


def need_of(project: Project) -> Need:
    """What the project's facts ask for; it is needed by the planned day of the site, else of the start of works."""
    planned = {milestone.kind: milestone.planned_on for milestone in project.milestones}
    path = project.sector.path if project.sector else ""
    return Need(
        land=project.need_land,
        plant=project.need_plant,
        height_cm=project.need_height_cm,
        load_kg=project.need_load_kg,
        power_kva=project.need_power_kva,
        water=project.need_water,
        gas=project.need_gas,
        by=planned.get(MilestoneKind.SITE) or planned.get(MilestoneKind.STARTED),
        park_id=project.park_id,
        sector_ids=frozenset(int(step) for step in path.split("/") if step),
    )


def suggestions(actor: Actor, project: Project) -> list[Suggestion]:
    """The best of what can be had, best first. Three statements, however many sites there are."""
    need, today = need_of(project), clock.today()
    rows = parks.offers(actor, need)
    sectors = _sectors_of([row.id for row in rows])
    ours = {one.site_id for one in of_project(actor, project.id) if standing_on(today, one) in _STANDS}
    found = []
    for row in rows:
        is_ours = row.id in ours
        offer = _offer(row, sectors.get(row.id, set()), is_ours=is_ours)
        found.append(Suggestion(row, fitting.judge(need, offer, today), is_ours))
    return sorted(found, key=lambda one: (not one.is_ours, one.fit.rank, one.site.code))[:SHOWN]


_STANDS = (Standing.COMING, Standing.IN_FORCE)


def _offer(row: Row[Any], sector_ids: set[int], *, is_ours: bool) -> Offer:
    free = [day for day in (row.available_from, _after(row.taken_until)) if day]
    return Offer(
        kind=row.kind,
        park_id=row.park_id,
        area=row.area,
        height_cm=row.height_cm,
        load_kg=row.load_kg,
        power_kva=row.power_kva,
        water=row.water,
        gas=row.gas,
        free_from=max(free, default=None),
        is_planned=row.state is SiteState.PLANNED,
        is_held=row.status == SiteStatus.HELD and not is_ours,
        sector_ids=sector_ids,
    )


def _after(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None


def _sectors_of(site_ids: list[int]) -> dict[int, set[int]]:
    """The sectors that each site fits; a project fits one by its own sector or by one above that."""
    pairs = select(SiteSector.site_id, SiteSector.sector_id)
    found: dict[int, set[int]] = {}
    for site_id, sector_id in db.session.execute(pairs.where(SiteSector.site_id.in_(site_ids))):
        found.setdefault(site_id, set()).add(sector_id)
    return found
