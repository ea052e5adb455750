"""Waivers and the open items that they leave."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.kernel import clock
from app.kernel.db import Code, Id, Identified, Model, Versioned
from app.projects.models.codes import MilestoneKind, Stage
from app.projects.models.projects import Project


class WaiverState(StrEnum):
    """From asking for it to moving on with it."""

    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"
    USED = "used"
    WITHDRAWN = "withdrawn"


class Settled(StrEnum):
    """How an open item was settled: what it lacked has appeared, or somebody says why it is no longer owed."""

    FACT = "fact"
    HAND = "hand"


class Waiver(Identified, Versioned, Model):
    """Leave to enter a stage, or to claim a milestone, although something refuses (容缺推进).

    `first_by` and `second_by` said yes. `stage_change_id` is the move that it explains.
    """

    __tablename__ = "waivers"
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("projects.id"))
    stage: Mapped[Stage | None] = mapped_column(Code(Stage))
    milestone: Mapped[MilestoneKind | None] = mapped_column(Code(MilestoneKind))
    reason: Mapped[str]
    settle_by: Mapped[date]
    state: Mapped[WaiverState] = mapped_column(Code(WaiverState), default=WaiverState.REQUESTED)
    requested_by_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))
    requested_at: Mapped[datetime] = mapped_column(default=clock.now)
    first_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id"))
    first_by_manager: Mapped[bool] = mapped_column(default=False)
    first_at: Mapped[datetime | None]
    second_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id"))
    second_at: Mapped[datetime | None]
    decided_note: Mapped[str] = mapped_column(default="")
    stage_change_id: Mapped[int | None] = mapped_column(Id, ForeignKey("stage_changes.id"))

    project: Mapped[Project] = relationship()
    requested_by: Mapped[User] = relationship(foreign_keys=requested_by_id)
    first_by: Mapped[User | None] = relationship(foreign_keys=first_by_id)
    second_by: Mapped[User | None] = relationship(foreign_keys=second_by_id)
    items: Mapped[list[WaivedItem]] = relationship(back_populates="waiver", order_by="WaivedItem.id")

    __table_args__ = (
        Index("ix_waivers_project_id", "project_id", "id"),
        Index("ix_waivers_state", "state", "requested_at", "id"),
        Index("ix_waivers_stage_change_id", "stage_change_id"),
    )


_IS_OPEN = text("opened_on IS NOT NULL AND settled_at IS NULL")


class WaivedItem(Identified, Versioned, Model):
    """One condition that a waiver lets pass: an open item (容缺事项) from `opened_on` until it is settled."""

    __tablename__ = "waived_items"
    waiver_id: Mapped[int] = mapped_column(Id, ForeignKey("waivers.id"))
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("projects.id"))
    condition: Mapped[str]
    settle_by: Mapped[date]
    opened_on: Mapped[date | None]
    settled_at: Mapped[datetime | None]
    settled_how: Mapped[Settled | None] = mapped_column(Code(Settled))
    settled_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id"))
    settled_note: Mapped[str] = mapped_column(default="")

    waiver: Mapped[Waiver] = relationship(back_populates="items")
    project: Mapped[Project] = relationship()
    settled_by: Mapped[User | None] = relationship()

    __table_args__ = (
        UniqueConstraint("waiver_id", "condition"),
        Index("ix_waived_items_project_id", "project_id", "id"),
        Index("ix_waived_items_open", "settle_by", "project_id", sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
    )
