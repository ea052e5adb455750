"""The list of sites: what can be had, of which kind, where, from when and for how much."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, PlainSerializer
from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select

from app.accounts.models import Unit
from app.kernel import clock, figures
from app.kernel.db import db
from app.kernel.fields import (
    OptionalArea,
    OptionalDay,
    OptionalLine,
    OptionalMetres,
    OptionalNumber,
    OptionalPrice,
    OptionalRecordId,
    OptionalTonnes,
)
from app.kernel.listing import Listing, Order, Rows
from app.kernel.permissions import Actor
from app.kernel.search import matches
from app.kernel.tabular import Column, Kind
from app.kernel.text import Message
from app.parks import rules
from app.parks.models import EnvClass, Site, SiteKind, SiteSector, SiteState
from app.parks.queries.claims import Claims, is_free_on, status_of
from app.parks.queries.parks import Lower
from app.parks.queries.sites import visible_to
from app.vocabularies import queries as vocabularies
from app.vocabularies.models import Sector

_NO_PRICE = 10**15
#: A project may wait as long for a site.
_WAIT = timedelta(days=365)
LIST = Listing(
    Site.id,
    {
        "code": Order(Message("Site code"), Site.code),
        "largest": Order(Message("Largest first"), func.coalesce(Site.area, 0), descending=True),
        "smallest": Order(Message("Smallest first"), func.coalesce(Site.area, 0)),
        "cheapest": Order(Message("Cheapest first"), func.coalesce(Site.price_fen, _NO_PRICE)),
        "soonest": Order(Message("Available soonest"), func.coalesce(Site.available_from, date.min), jumps="day"),
        "changed": Order(Message("Recently changed"), Site.updated_at, descending=True),
    },
    "code",
)


def _typed(parts: int) -> PlainSerializer:
    return PlainSerializer(lambda value: figures.measure(value, parts), when_used="json-unless-none")


class SiteFilters(BaseModel):
    """What the list can be narrowed to. Unless a status is asked for it shows what can still be had."""

    model_config = ConfigDict(extra="ignore")

    q: OptionalLine = None
    status: Literal["vacant", "all"] | rules.SiteStatus = "vacant"
    site_kind: SiteKind | None = None
    park: OptionalRecordId = None
    area_from: Annotated[OptionalArea, PlainSerializer(figures.area_input, when_used="json-unless-none")] = None
    area_to: Annotated[OptionalArea, PlainSerializer(figures.area_input, when_used="json-unless-none")] = None
    height: Annotated[OptionalMetres, _typed(100)] = None
    load: Annotated[OptionalTonnes, _typed(1000)] = None
    power: OptionalNumber = None
    price: Annotated[OptionalPrice, PlainSerializer(figures.money_input, when_used="json-unless-none")] = None
    by: OptionalDay = None
    sector: OptionalRecordId = None
    env: EnvClass | None = None
    archived: bool = False


def listing(actor: Actor, filters: SiteFilters) -> Rows:
    """The rows of the list: one site each, narrowed by the filters."""
    found: Rows = (
        visible_to(actor)
        .with_only_columns(*_SHOWN, status_of(actor).label("status"))
        .join(Unit, Unit.id == Site.park_id)
        .where(*_narrowed(actor, filters))
    )
    return found


_SHOWN = (
    Site.id,
    Site.kind,
    Site.code,
    Site.name_zh,
    Site.name_en,
    Site.park_id,
    Site.area,
    Site.height_cm,
    Site.load_kg,
    Site.power_kva,
    Site.price_fen,
    Site.available_from,
    Site.is_sample,
    Unit.name_zh.label("park_zh"),
    Unit.name_en.label("park_en"),
)


def _narrowed(actor: Actor, asked: SiteFilters) -> Iterator[ColumnElement[bool]]:
    yield Site.archived_at.is_not(None) if asked.archived else Site.archived_at.is_(None)
    if asked.status == "vacant":
        if not asked.archived:
            yield from can_be_had(actor, asked.by)
    elif asked.status != "all":
        yield status_of(actor) == asked.status.value
    if asked.by and asked.status != "vacant":
        yield is_free_on(actor, asked.by)
    if asked.q:
        yield matches(Site.search, asked.q)
    if asked.sector:
        yield fits_sectors([asked.sector])
    yield from _measured(asked)


def _measured(asked: SiteFilters) -> Iterator[ColumnElement[bool]]:
    """The plain facts of a site. One that is not known does not count as enough."""
    for wanted, column in ((asked.site_kind, Site.kind), (asked.park, Site.park_id), (asked.env, Site.env_class)):
        if wanted is not None:
            yield column == wanted
    for least, figure in (
        (asked.area_from, Site.area),
        (asked.height, Site.height_cm),
        (asked.load, Site.load_kg),
        (asked.power, Site.power_kva),
    ):
        if least is not None:
            yield figure >= least
    for most, figure in ((asked.area_to, Site.area), (asked.price, Site.price_fen)):
        if most is not None:
            yield figure <= most


def can_be_had(actor: Actor, by: date | None) -> Iterator[ColumnElement[bool]]:
    """What may be offered: free (on that day), nothing taken in it, and no parcel that is built on."""
    yield is_free_on(actor, by or clock.today())
    yield ~Claims(actor).something_below()
    built_on = select(Lower.id).where(Lower.parent_id == Site.id, Lower.archived_at.is_(None)).exists()
    yield or_(Site.kind != SiteKind.PARCEL, ~built_on)


def fits_sectors(sector_ids: Sequence[int]) -> ColumnElement[bool]:
    """The site names no sector, or one of these, or one above or below them."""
    paths = db.session.scalars(select(Sector.path).where(Sector.id.in_(sector_ids)))
    above = {int(step) for path in paths for step in path.split("/") if step}
    below = or_(*(SiteSector.sector_id.in_(vocabularies.subtree(sector_id)) for sector_id in sector_ids))
    named = select(SiteSector.site_id).where(or_(SiteSector.sector_id.in_(above), below))
    return or_(Site.id.in_(named), ~Site.id.in_(select(SiteSector.site_id)))


def offers(actor: Actor, need: rules.Need, limit: int = 200) -> Sequence[Row[Any]]:
    """Sites of the kinds needed that are free within a year of the day, those nearest in size first: for `judge`.

    Each row carries `status`, `taken_until` (None while nothing keeps others out) and what the list shows.
    """
    latest = max(need.by or clock.today(), clock.today()) + _WAIT
    claims = Claims(actor)
    wanted = case((Site.kind == SiteKind.PARCEL, need.land or 0), else_=need.plant or 0)
    size = func.coalesce(Site.area, wanted)
    built_on = select(Lower.id).where(Lower.parent_id == Site.id, Lower.archived_at.is_(None)).exists()
    until = claims.blocks_until()
    found: Rows = (
        visible_to(actor)
        .with_only_columns(
            *_SHOWN,
            Site.water,
            Site.gas,
            Site.state,
            status_of(actor).label("status"),
            until.label("taken_until"),
        )
        .join(Unit, Unit.id == Site.park_id)
        .where(
            Site.archived_at.is_(None),
            Site.kind.in_(rules.kinds_for(need)),
            Site.state != SiteState.WITHDRAWN,
            or_(Site.state != SiteState.OCCUPIED, Site.available_from.is_not(None)),
            size * 2 >= wanted,
            or_(until.is_(None), until < latest),
            or_(Site.available_from.is_(None), Site.available_from <= latest),
            or_(Site.kind != SiteKind.PARCEL, ~built_on),
            or_(and_(Site.kind == SiteKind.PARCEL, ~built_on), ~_occupied_inside()),
        )
        .order_by(case((size < wanted, 1), else_=0), func.abs(size - wanted), Site.id)
    )
    return db.session.execute(found.limit(limit)).all()


def _occupied_inside() -> ColumnElement[bool]:
    return (
        select(Lower.id)
        .where(
            Lower.root_id == Site.root_id,
            Lower.id != Site.id,
            Lower.path.startswith(Site.path),
            Lower.state == SiteState.OCCUPIED,
            Lower.archived_at.is_(None),
        )
        .exists()
    )


def columns(actor: Actor, locale: str) -> list[Column]:
    """The register of sites as it leaves the house."""
    sectors = (
        select(func.aggregate_strings(Sector.name_zh, "、"))
        .join(SiteSector, SiteSector.sector_id == Sector.id)
        .where(SiteSector.site_id == Site.id)
        .scalar_subquery()
    )
    return [
        Column(Message("Park"), Unit.name_en if locale == "en" else Unit.name_zh),
        Column(Message("Site code"), Site.code),
        Column(Message("Site"), Site.name_zh),
        Column(Message("English name"), Site.name_en),
        Column(Message("Kind of site"), Site.kind, Kind.WORD, rules.KIND_NAMES),
        Column(Message("Status"), status_of(actor), Kind.WORD, rules.STATUS_NAMES),
        Column(Message("Area"), Site.area, Kind.AREA),
        Column(Message("Clear height (m)"), Site.height_cm / 100.0, Kind.COUNT),
        Column(Message("Floor load (t/m²)"), Site.load_kg / 1000.0, Kind.COUNT),
        Column(Message("Power (kVA)"), Site.power_kva, Kind.COUNT),
        Column(Message("Water (m³/day)"), Site.water, Kind.COUNT),
        Column(Message("Gas (m³/day)"), Site.gas, Kind.COUNT),
        Column(Message("Rent (yuan per m² and month)"), _price(is_land=False), Kind.COUNT),
        Column(Message("Land price (yuan per mu)"), _price(is_land=True), Kind.COUNT),
        Column(Message("Available from"), Site.available_from, Kind.DAY),
        Column(Message("Environmental class"), Site.env_class, Kind.WORD, rules.ENV_NAMES),
        Column(Message("Fits sectors"), sectors),
        Column(Message("Notes"), Site.note),
    ]


def _price(*, is_land: bool) -> ColumnElement[Any]:
    fits = Site.kind == SiteKind.PARCEL if is_land else Site.kind != SiteKind.PARCEL
    return case((fits, Site.price_fen / 100.0))
