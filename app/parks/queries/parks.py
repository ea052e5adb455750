"""Parks: the units of that kind, with how much of them is still to be had."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from app.accounts import queries as accounts
from app.accounts.models import Unit
from app.kernel.db import db, lasting_alias
from app.kernel.errors import NotFound
from app.kernel.listing import Rows
from app.kernel.permissions import Actor
from app.parks.models import Site, SiteKind
from app.parks.queries.claims import status_of
from app.parks.queries.sites import visible_to
from app.parks.rules import SiteStatus

PARK = "park"
Lower = lasting_alias(Site)


@dataclass(frozen=True)
class AreaRow:
    """How many sites of a park have a status, and how large they are together (hundredths of m²)."""

    status: SiteStatus
    land: int
    land_count: int
    plant: int
    plant_count: int


@dataclass
class ParkFigures:
    """A park with its areas; land are the parcels, plant the smallest sites in buildings, each counted once."""

    park: Unit
    rows: list[AreaRow] = field(default_factory=list)

    @property
    def land(self) -> int:
        return sum(row.land for row in self.rows)

    @property
    def plant(self) -> int:
        return sum(row.plant for row in self.rows)

    @property
    def sites(self) -> int:
        return sum(row.land_count + row.plant_count for row in self.rows)

    def of(self, status: SiteStatus) -> AreaRow:
        """The row of a status; zeros where there is none."""
        return next((row for row in self.rows if row.status == status), AreaRow(status, 0, 0, 0, 0))


def get_park(park_id: int) -> Unit:
    """A park by its number; other units are no parks."""
    park = accounts.get_unit(park_id)
    if park.kind != PARK:
        raise NotFound
    return park


def list_parks(actor: Actor) -> list[ParkFigures]:
    """Every park with its areas by status, in two statements."""
    parks = {unit.id: ParkFigures(unit) for unit in accounts.list_units(kind=PARK)}
    for park_id, row in areas_by_status(actor):
        if park_id in parks:
            parks[park_id].rows.append(row)
    return list(parks.values())


def figures_of(actor: Actor, park: Unit) -> ParkFigures:
    """One park with its areas by status."""
    return ParkFigures(park, [row for _, row in areas_by_status(actor, park.id)])


def areas_by_status(actor: Actor, park_id: int | None = None) -> Sequence[tuple[int, AreaRow]]:
    """(park, areas) by status. A building whose floors are kept counts by its floors, so that nothing counts twice."""
    has_inner = select(Lower.id).where(Lower.parent_id == Site.id, Lower.archived_at.is_(None)).exists()
    each: Rows = (
        visible_to(actor)
        .with_only_columns(
            Site.park_id,
            status_of(actor).label("status"),
            (Site.kind == SiteKind.PARCEL).label("is_land"),
            func.coalesce(Site.area, 0).label("area"),
        )
        .where(Site.archived_at.is_(None), (Site.kind == SiteKind.PARCEL) | ~has_inner)
    )
    if park_id:
        each = each.where(Site.park_id == park_id)
    one = each.subquery()
    found: Rows = select(
        one.c.park_id, one.c.status, one.c.is_land, func.sum(one.c.area).label("area"), func.count().label("count")
    ).group_by(one.c.park_id, one.c.status, one.c.is_land)
    sums: dict[tuple[int, SiteStatus], list[int]] = {}
    for row in db.session.execute(found):
        figures = sums.setdefault((row.park_id, SiteStatus(row.status)), [0, 0, 0, 0])
        at = 0 if row.is_land else 2
        figures[at : at + 2] = int(row.area), row[4]
    order = list(SiteStatus)
    found_in = sorted(sums, key=lambda key: (key[0], order.index(key[1])))
    return [(park, AreaRow(status, *sums[park, status])) for park, status in found_in]
