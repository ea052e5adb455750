"""Follow-ups: what either side has promised."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, User
from app.enterprises.models import Contact, Enterprise
from app.kernel.db import Archivable, Code, Dated, Id, Identified, Model, Versioned
from app.meetings.models.meetings import Meeting
from app.projects.models import Project


class Side(StrEnum):
    """Who promised: both sides do."""

    PARK = "park"
    ENTERPRISE = "enterprise"


class FollowUpStatus(StrEnum):
    """Open until closed (办结) or cancelled."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class FollowUp(Identified, Versioned, Archivable, Dated, Model):
    """Something that one side promised, by a day. `first_due_on` is kept for ever.

    `owner_id` is the person of the area who does it, or who sees to it when the enterprise promised;
    `counterpart_id` is the contact who promised.
    """

    __tablename__ = "follow_ups"
    text: Mapped[str]
    side: Mapped[Side] = mapped_column(Code(Side), default=Side.PARK)
    source: Mapped[str] = mapped_column(default="meeting")
    meeting_id: Mapped[int | None] = mapped_column(Id, ForeignKey("meetings.id"), index=True)
    enterprise_id: Mapped[int | None] = mapped_column(Id, ForeignKey("enterprises.id"))
    project_id: Mapped[int | None] = mapped_column(Id, ForeignKey("projects.id"))
    owner_id: Mapped[int] = mapped_column(Id, ForeignKey("people.id"))
    counterpart_id: Mapped[int | None] = mapped_column(Id, ForeignKey("contacts.id"))
    unit_id: Mapped[int] = mapped_column(Id, ForeignKey("units.id"))
    due_on: Mapped[date]
    first_due_on: Mapped[date]
    status: Mapped[FollowUpStatus] = mapped_column(Code(FollowUpStatus), default=FollowUpStatus.OPEN)
    closed_on: Mapped[date | None]
    closed_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id"))
    closing_note: Mapped[str] = mapped_column(default="")
    created_by_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))
    is_sample: Mapped[bool] = mapped_column(default=False)

    meeting: Mapped[Meeting | None] = relationship(back_populates="follow_ups")
    enterprise: Mapped[Enterprise | None] = relationship()
    project: Mapped[Project | None] = relationship()
    owner: Mapped[Person] = relationship()
    counterpart: Mapped[Contact | None] = relationship()
    closed_by: Mapped[User | None] = relationship(foreign_keys=closed_by_id)

    __table_args__ = (
        Index("ix_follow_ups_status_due_on", "status", "due_on", "id"),
        Index("ix_follow_ups_owner_status_due_on", "owner_id", "status", "due_on", "id"),
        Index("ix_follow_ups_unit_status_due_on", "unit_id", "status", "due_on", "id"),
        Index("ix_follow_ups_enterprise_id", "enterprise_id", "created_at"),
        Index("ix_follow_ups_project_id", "project_id", "created_at"),
    )
