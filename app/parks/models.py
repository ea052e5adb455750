"""Sites of the parks and the sectors they fit."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Unit
from app.kernel.constraints import explain
from app.kernel.db import (
    Archivable,
    Code,
    Dated,
    Fen,
    Id,
    Identified,
    Model,
    SortText,
    SquareCentimetres,
    Versioned,
)
from app.kernel.search import Searchable
from app.kernel.text import Message
from app.vocabularies.models import Sector


class SiteKind(StrEnum):
    """What a site is; each kind may lie in those before it."""

    PARCEL = "parcel"
    BUILDING = "building"
    FLOOR = "floor"
    ROOM = "room"

    @property
    def position(self) -> int:
        """0 for a parcel, 3 for a room."""
        return list(SiteKind).index(self)


class SiteState(StrEnum):
    """What a site is by itself, whoever has reserved it."""

    PLANNED = "planned"
    AVAILABLE = "available"
    OCCUPIED = "occupied"
    WITHDRAWN = "withdrawn"


class EnvClass(StrEnum):
    """What the environment bears there: the classes of industrial land of GB 50137."""

    M1 = "m1"
    M2 = "m2"
    M3 = "m3"


class SiteSector(Model):
    """A site fits this sector and what lies below it."""

    __tablename__ = "site_sectors"
    site_id: Mapped[int] = mapped_column(Id, ForeignKey("sites.id"), primary_key=True)
    sector_id: Mapped[int] = mapped_column(Id, ForeignKey("sectors.id"), primary_key=True, index=True)


class Site(Identified, Versioned, Archivable, Dated, Searchable, Model):
    """A parcel, building, floor or room of a park (a unit of that kind).

    `path` is the ids from the root of its tree down to this row, `/3/17/`, and never changes: what is promised
    of a site is looked for above and below it. `price_fen` is rent for a square metre and month; of a parcel it
    is the price of one 亩. Water and gas are cubic metres a day. `plan` is where it lies on the park's plan:
    the corners of a polygon in per mille of the plan, `100,100 300,100 300,250`; empty when nobody has said.
    """

    __tablename__ = "sites"
    park_id: Mapped[int] = mapped_column(Id, ForeignKey("units.id"))
    parent_id: Mapped[int | None] = mapped_column(Id, ForeignKey("sites.id"), index=True)
    root_id: Mapped[int | None] = mapped_column(Id, ForeignKey("sites.id"), index=True)
    path: Mapped[str] = mapped_column(default="")
    kind: Mapped[SiteKind] = mapped_column(Code(SiteKind))
    code: Mapped[str] = mapped_column(SortText)
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    state: Mapped[SiteState] = mapped_column(Code(SiteState), default=SiteState.AVAILABLE)
    area: Mapped[int | None] = mapped_column(SquareCentimetres)
    height_cm: Mapped[int | None]
    load_kg: Mapped[int | None]
    power_kva: Mapped[int | None]
    water: Mapped[int | None]
    gas: Mapped[int | None]
    price_fen: Mapped[int | None] = mapped_column(Fen)
    available_from: Mapped[date | None]
    env_class: Mapped[EnvClass | None] = mapped_column(Code(EnvClass))
    plan: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    is_sample: Mapped[bool] = mapped_column(default=False)

    park: Mapped[Unit] = relationship()
    parent: Mapped[Site | None] = relationship(remote_side="Site.id", foreign_keys=parent_id)
    sectors: Mapped[list[Sector]] = relationship(secondary="site_sectors", order_by=Sector.code)

    __table_args__ = (
        UniqueConstraint("park_id", "code"),
        Index("ix_sites_code_id", "code", "id"),
        CheckConstraint("area IS NULL OR (area >= 0 AND area <= 1000000000000)", name="area"),
        CheckConstraint("price_fen IS NULL OR (price_fen >= 0 AND price_fen <= 100000000000000)", name="price_fen"),
    )


explain("uq_sites_park_id_code", "code", Message("Another site of this park has this code. Choose another."))
