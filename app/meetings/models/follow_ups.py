"""Follow-ups: what either side has promised, who supports and supervises it, and everything that happened to it."""

from __future__ import annotations

from datetime import date, datetime
from enum import IntEnum, StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Unit, User
from app.enterprises.models import Contact, Enterprise
from app.kernel import clock
from app.kernel.db import Archivable, Code, Dated, Id, Identified, Model, Versioned
from app.meetings.models.meetings import Meeting
from app.projects.models import Project


class Side(StrEnum):
    """Who promised: both sides do."""

    PARK = "park"
    ENTERPRISE = "enterprise"


class FollowUpStatus(StrEnum):
    """Open until closed (办结, 销号) or cancelled; a supervised one is submitted to its supervisor in between."""

    OPEN = "open"
    SUBMITTED = "submitted"
    CLOSED = "closed"
    CANCELLED = "cancelled"


#: Still to be done, or to be closed by the supervisor.
PENDING = frozenset({FollowUpStatus.OPEN, FollowUpStatus.SUBMITTED})


class Step(StrEnum):
    """What somebody wrote about a follow-up, and what they did by it."""

    PROGRESS = "progress"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    CLOSE = "close"
    CANCEL = "cancel"
    REOPEN = "reopen"


class Rung(IntEnum):
    """Whom a follow-up that is late has come to: reminded before its day, its owner, their head, its supervisor."""

    SOON = 0
    OWNER = 1
    HEAD = 2
    SUPERVISOR = 3


class FollowUpSupporter(Model):
    """A person of the area who helps with a follow-up."""

    __tablename__ = "follow_up_supporters"
    follow_up_id: Mapped[int] = mapped_column(Id, ForeignKey("follow_ups.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("people.id"), primary_key=True, index=True)

    person: Mapped[Person] = relationship()


class FollowUpUnit(Model):
    """A unit that helps with a follow-up."""

    __tablename__ = "follow_up_units"
    follow_up_id: Mapped[int] = mapped_column(Id, ForeignKey("follow_ups.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(Id, ForeignKey("units.id"), primary_key=True, index=True)

    unit: Mapped[Unit] = relationship()


class FollowUpNote(Identified, Model):
    """What was written about a follow-up: progress, or the words of a step. Rows are added, never changed."""

    __tablename__ = "follow_up_notes"
    follow_up_id: Mapped[int] = mapped_column(Id, ForeignKey("follow_ups.id"), index=True)
    step: Mapped[Step] = mapped_column(Code(Step))
    text: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    by: Mapped[User] = relationship()


class FollowUpMove(Identified, Model):
    """A change of the due day, and why. Rows are added, never changed."""

    __tablename__ = "follow_up_moves"
    follow_up_id: Mapped[int] = mapped_column(Id, ForeignKey("follow_ups.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    by: Mapped[User] = relationship()


class FollowUpEscalation(Model):
    """That a follow-up came to somebody for being due, or late by this due day: each rung once."""

    __tablename__ = "follow_up_escalations"
    follow_up_id: Mapped[int] = mapped_column(Id, ForeignKey("follow_ups.id"), primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
    rung: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class FollowUp(Identified, Versioned, Archivable, Dated, Model):
    """Something that one side promised, by a day. `first_due_on` is kept for ever.

    `owner_id` is the person of the area who does it, or who sees to it when the enterprise promised;
    `counterpart_id` is the contact who promised. With a supervisor it is supervised (督办): only they close it.
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
    supervisor_id: Mapped[int | None] = mapped_column(Id, ForeignKey("people.id"))
    submitted_on: Mapped[date | None]

    meeting: Mapped[Meeting | None] = relationship(back_populates="follow_ups")
    enterprise: Mapped[Enterprise | None] = relationship()
    project: Mapped[Project | None] = relationship()
    owner: Mapped[Person] = relationship(foreign_keys=owner_id)
    counterpart: Mapped[Contact | None] = relationship()
    closed_by: Mapped[User | None] = relationship(foreign_keys=closed_by_id)
    supervisor: Mapped[Person | None] = relationship(foreign_keys=supervisor_id)
    supporters: Mapped[list[FollowUpSupporter]] = relationship(
        order_by=FollowUpSupporter.person_id, cascade="all, delete-orphan"
    )
    units: Mapped[list[FollowUpUnit]] = relationship(order_by=FollowUpUnit.unit_id, cascade="all, delete-orphan")

    __table_args__ = (
        Index("ix_follow_ups_status_due_on", "status", "due_on", "id"),
        Index("ix_follow_ups_owner_status_due_on", "owner_id", "status", "due_on", "id"),
        Index("ix_follow_ups_unit_status_due_on", "unit_id", "status", "due_on", "id"),
        Index("ix_follow_ups_supervisor_status_due_on", "supervisor_id", "status", "due_on", "id"),
        Index("ix_follow_ups_enterprise_id", "enterprise_id", "created_at"),
        Index("ix_follow_ups_project_id", "project_id", "created_at"),
    )
