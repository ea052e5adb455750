"""The register of reservations, and those of one project."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy.orm import joinedload

from app.accounts.models import Person, Unit, User
from app.kernel import clock
from app.kernel.db import db, lasting_alias
from app.kernel.fields import OptionalLine, OptionalRecordId
from app.kernel.listing import Listing, Order, Rows
from app.kernel.permissions import Actor
from app.kernel.search import matches
from app.kernel.tabular import Column, Kind
from app.kernel.text import Message
from app.parks.models import Site
from app.projects.models import Project
from app.reservations import rules
from app.reservations.models import Reservation, ReservationKind
from app.reservations.queries.scope import visible_to

#: A hold that ends within these days is about to expire.
SOON_DAYS = 14
Park = lasting_alias(Unit)
LIST = Listing(
    Reservation.id,
    {
        "newest": Order(Message("Newest first"), Reservation.from_on, descending=True, jumps="day"),
        "ending": Order(Message("Ending soonest"), func.coalesce(Reservation.to_on, date.max), jumps="day"),
    },
    "newest",
)


class ReservationFilters(BaseModel):
    """What the register can be narrowed to."""

    model_config = ConfigDict(extra="ignore")

    q: OptionalLine = None
    firmness: ReservationKind | None = None
    park: OptionalRecordId = None
    project: OptionalRecordId = None
    standing: Literal["stands", "ending", "over", "all"] = "stands"


def listing(actor: Actor, filters: ReservationFilters) -> Rows:
    """Reservations whose project the actor may see, narrowed by the filters."""
    found: Rows = (
        visible_to(actor)
        .with_only_columns(
            Reservation.id,
            Reservation.kind,
            Reservation.from_on,
            Reservation.to_on,
            Reservation.released_at,
            Reservation.is_sample,
            Site.id.label("site_id"),
            Site.code,
            Site.name_zh,
            Site.name_en,
            Park.name_zh.label("park_zh"),
            Park.name_en.label("park_en"),
            Project.id.label("project_id"),
            Project.name_zh.label("project_zh"),
            Project.name_en.label("project_en"),
            Project.code.label("project_code"),
            Person.name.label("by_name"),
            Person.name_en.label("by_name_en"),
            maintain_column_froms=True,
        )
        .join(Site, Site.id == Reservation.site_id)
        .join(Park, Park.id == Site.park_id)
        .join(User, User.id == Reservation.by_id)
        .join(Person, Person.id == User.person_id)
    )
    if filters.firmness:
        found = found.where(Reservation.kind == filters.firmness)
    if filters.park:
        found = found.where(Site.park_id == filters.park)
    if filters.project:
        found = found.where(Reservation.project_id == filters.project)
    if filters.q:
        found = found.where(or_(matches(Site.search, filters.q), matches(Project.search, filters.q)))
    if filters.standing != "all":
        found = found.where(_stands(filters.standing))
    return found


def _stands(asked: str) -> ColumnElement[bool]:
    today, to_on = clock.today(), Reservation.to_on
    stands = and_(Reservation.released_at.is_(None), or_(to_on.is_(None), to_on >= today))
    if asked == "ending":
        return and_(stands, to_on.is_not(None), to_on <= today + timedelta(days=SOON_DAYS))
    return stands if asked == "stands" else ~stands


def of_project(actor: Actor, project_id: int) -> Sequence[Reservation]:
    """The reservations of one project that the actor may see, standing ones first."""
    found = visible_to(actor).where(Reservation.project_id == project_id)
    rows = db.session.scalars(
        found.options(joinedload(Reservation.site).joinedload(Site.park)).order_by(Reservation.id.desc())
    ).all()
    today = clock.today()
    order = list(rules.Standing)
    return sorted(rows, key=lambda one: order.index(rules.standing_on(today, one)) // 2)


def columns(locale: str) -> list[Column]:
    """The register as it leaves the house."""
    is_english = locale == "en"
    return [
        Column(Message("Park"), Park.name_en if is_english else Park.name_zh),
        Column(Message("Site code"), Site.code),
        Column(Message("Site"), Site.name_en if is_english else Site.name_zh),
        Column(Message("Area"), Site.area, Kind.AREA),
        Column(Message("Kind"), Reservation.kind, Kind.WORD, rules.KIND_NAMES),
        Column(Message("First day"), Reservation.from_on, Kind.DAY),
        Column(Message("Last day"), Reservation.to_on, Kind.DAY),
        Column(Message("Project code"), Project.code),
        Column(Message("Project"), Project.name_zh),
        Column(Message("Reserved by"), Person.name_en if is_english else Person.name),
        Column(Message("Note"), Reservation.note),
        Column(Message("Released on"), Reservation.released_at, Kind.MOMENT),
        Column(Message("Reason"), Reservation.release_reason),
    ]
