"""Reservations of sites for projects."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.kernel.db import Code, Dated, Id, Identified, Model, Versioned
from app.parks.models import Site
from app.projects.models import Project


class ReservationKind(StrEnum):
    """How firm it is: a hold expires by itself, a promise and a contract keep everybody else out."""

    HOLD = "hold"
    PROMISE = "promise"
    CONTRACT = "contract"


_STANDS = text("released_at IS NULL")


class Reservation(Identified, Versioned, Dated, Model):
    """A site for a project from a day to a day, both inclusive; the end is open when None, but a hold has one.

    It stands until its last day, unless it was released before: nothing needs to run for it to expire. That no
    two promises or contracts meet on a site, or on sites above and below each other, is also refused by triggers.
    """

    __tablename__ = "reservations"
    site_id: Mapped[int] = mapped_column(Id, ForeignKey("sites.id"))
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("projects.id"))
    kind: Mapped[ReservationKind] = mapped_column(Code(ReservationKind))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id"))
    release_reason: Mapped[str] = mapped_column(default="")
    is_sample: Mapped[bool] = mapped_column(default=False)

    site: Mapped[Site] = relationship()
    project: Mapped[Project] = relationship()
    by: Mapped[User] = relationship(foreign_keys=by_id)
    released_by: Mapped[User | None] = relationship(foreign_keys=released_by_id)

    __table_args__ = (
        Index("ix_reservations_standing", "site_id", "kind", sqlite_where=_STANDS, postgresql_where=_STANDS),
        Index("ix_reservations_site_id", "site_id", "id"),
        Index("ix_reservations_project_id", "project_id", "id"),
        Index("ix_reservations_from_on_id", "from_on", "id"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="period"),
        CheckConstraint("kind <> 'hold' OR to_on IS NOT NULL", name="hold_expires"),
    )
