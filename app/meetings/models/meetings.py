"""Meetings and who was there."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Unit, User
from app.enterprises.models import Contact, Enterprise
from app.kernel import clock
from app.kernel.db import Archivable, Code, Dated, Id, Identified, Model, Versioned
from app.kernel.search import Searchable
from app.projects.models import Project

if TYPE_CHECKING:
    from app.meetings.models.follow_ups import FollowUp


class MeetingStatus(StrEnum):
    """Whether it has taken place."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class MeetingEnterprise(Model):
    """A meeting with this enterprise. `starts_at` repeats the meeting's, for the enterprise's timeline."""

    __tablename__ = "meeting_enterprises"
    meeting_id: Mapped[int] = mapped_column(Id, ForeignKey("meetings.id"), primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(Id, ForeignKey("enterprises.id"), primary_key=True)
    starts_at: Mapped[datetime]

    enterprise: Mapped[Enterprise] = relationship()

    __table_args__ = (Index("ix_meeting_enterprises_timeline", "enterprise_id", "starts_at", "meeting_id"),)


class MeetingProject(Model):
    """A meeting about this project."""

    __tablename__ = "meeting_projects"
    meeting_id: Mapped[int] = mapped_column(Id, ForeignKey("meetings.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("projects.id"), primary_key=True)
    starts_at: Mapped[datetime]

    project: Mapped[Project] = relationship()

    __table_args__ = (Index("ix_meeting_projects_timeline", "project_id", "starts_at", "meeting_id"),)


class MeetingOurs(Model):
    """Somebody of our side, with their unit and post at that time, in protocol order (`position`)."""

    __tablename__ = "meeting_ours"
    meeting_id: Mapped[int] = mapped_column(Id, ForeignKey("meetings.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("people.id"), primary_key=True, index=True)
    unit_id: Mapped[int] = mapped_column(Id, ForeignKey("units.id"))
    post_zh: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)

    person: Mapped[Person] = relationship()
    unit: Mapped[Unit] = relationship()


class MeetingTheirs(Model):
    """Somebody of their side, with the title they had then."""

    __tablename__ = "meeting_theirs"
    meeting_id: Mapped[int] = mapped_column(Id, ForeignKey("meetings.id"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(Id, ForeignKey("contacts.id"), primary_key=True, index=True)
    title_zh: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)

    contact: Mapped[Contact] = relationship()


class MeetingAmendment(Identified, Model):
    """What was corrected or added after the minutes of a meeting were final: it stands beside them for ever."""

    __tablename__ = "meeting_amendments"
    meeting_id: Mapped[int] = mapped_column(Id, ForeignKey("meetings.id"), index=True)
    text: Mapped[str]
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    by: Mapped[User] = relationship()


class Meeting(Identified, Versioned, Archivable, Dated, Searchable, Model):
    """A meeting record (对接记录). `mode`, `level` and `direction` are terms of their vocabularies.

    `has_time` says whether `starts_at` is more than a day. `unit_id` is the unit of whoever logged it, then.
    `finalized_at` is when somebody made its text the minutes (纪要); an office may let that happen by itself.
    `series_id` is the first of the visits that were planned together with this one.
    """

    __tablename__ = "meetings"
    title: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    has_time: Mapped[bool] = mapped_column(default=False)
    place: Mapped[str] = mapped_column(default="")
    mode: Mapped[str]
    direction: Mapped[str | None]
    level: Mapped[str] = mapped_column(default="officer")
    topics: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    status: Mapped[MeetingStatus] = mapped_column(Code(MeetingStatus), default=MeetingStatus.HELD)
    is_confidential: Mapped[bool] = mapped_column(default=False)
    logged_by_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))
    unit_id: Mapped[int] = mapped_column(Id, ForeignKey("units.id"))
    is_sample: Mapped[bool] = mapped_column(default=False)
    finalized_at: Mapped[datetime | None]
    finalized_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id"))
    series_id: Mapped[int | None] = mapped_column(Id, ForeignKey("meetings.id"), index=True)

    logged_by: Mapped[User] = relationship(foreign_keys=logged_by_id)
    finalized_by: Mapped[User | None] = relationship(foreign_keys=finalized_by_id)
    unit: Mapped[Unit] = relationship()
    enterprise_links: Mapped[list[MeetingEnterprise]] = relationship(cascade="all, delete-orphan")
    project_links: Mapped[list[MeetingProject]] = relationship(cascade="all, delete-orphan")
    ours: Mapped[list[MeetingOurs]] = relationship(order_by=MeetingOurs.position, cascade="all, delete-orphan")
    theirs: Mapped[list[MeetingTheirs]] = relationship(order_by=MeetingTheirs.position, cascade="all, delete-orphan")
    amendments: Mapped[list[MeetingAmendment]] = relationship(order_by=MeetingAmendment.id)
    follow_ups: Mapped[list[FollowUp]] = relationship(back_populates="meeting", order_by="FollowUp.id")

    __table_args__ = (
        Index("ix_meetings_starts_at_id", "starts_at", "id"),
        Index("ix_meetings_logged_by_id_starts_at", "logged_by_id", "starts_at", "id"),
        Index("ix_meetings_unit_id_starts_at", "unit_id", "starts_at", "id"),
    )
