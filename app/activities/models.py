"""Activities, who took part, whom they met, and what came of them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Unit, User
from app.enterprises.models import Enterprise
from app.kernel.constraints import explain
from app.kernel.db import Archivable, Code, Dated, Id, Identified, Model, Versioned
from app.kernel.search import Searchable
from app.kernel.text import Message
from app.meetings.models import Meeting
from app.projects.models import Project


class ResultKind(StrEnum):
    """What came of an activity for a project: it was found there, or signed there."""

    LEAD = "lead"
    SIGNING = "signing"


class ActivityPerson(Model):
    """Somebody of the area who takes part, with unit and post at that time, in protocol order (`position`)."""

    __tablename__ = "activity_people"
    activity_id: Mapped[int] = mapped_column(Id, ForeignKey("activities.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("people.id"), primary_key=True, index=True)
    unit_id: Mapped[int] = mapped_column(Id, ForeignKey("units.id"))
    post_zh: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)

    person: Mapped[Person] = relationship()
    unit: Mapped[Unit] = relationship()


class ActivityEnterprise(Model):
    """An enterprise that was met."""

    __tablename__ = "activity_enterprises"
    activity_id: Mapped[int] = mapped_column(Id, ForeignKey("activities.id"), primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(Id, ForeignKey("enterprises.id"), primary_key=True, index=True)

    enterprise: Mapped[Enterprise] = relationship()


class ActivityMeeting(Model):
    """A meeting held in the course of an activity; of one only."""

    __tablename__ = "activity_meetings"
    activity_id: Mapped[int] = mapped_column(Id, ForeignKey("activities.id"), primary_key=True)
    meeting_id: Mapped[int] = mapped_column(Id, ForeignKey("meetings.id"), primary_key=True)

    meeting: Mapped[Meeting] = relationship()

    __table_args__ = (UniqueConstraint("meeting_id", name="uq_activity_meetings_meeting_id"),)


class ActivityResult(Model):
    """A project that an activity found or signed. A signing counts for one activity only."""

    __tablename__ = "activity_results"
    activity_id: Mapped[int] = mapped_column(Id, ForeignKey("activities.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("projects.id"), primary_key=True)
    kind: Mapped[ResultKind] = mapped_column(Code(ResultKind), primary_key=True)

    project: Mapped[Project] = relationship()

    __table_args__ = (
        Index("ix_activity_results_project_id", "project_id", "activity_id"),
        Index(
            "uq_activity_results_signing",
            "project_id",
            unique=True,
            sqlite_where=text("kind = 'signing'"),
            postgresql_where=text("kind = 'signing'"),
        ),
    )


class Activity(Identified, Versioned, Archivable, Dated, Searchable, Model):
    """An activity from a day to a day, both inclusive. `kind` is a term of its vocabulary.

    The leader is one of the people. `unit_id` is the unit of whoever wrote it down, then.
    """

    __tablename__ = "activities"
    title: Mapped[str]
    kind: Mapped[str]
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    place: Mapped[str] = mapped_column(default="")
    leader_id: Mapped[int | None] = mapped_column(Id, ForeignKey("people.id"))
    itinerary: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")
    is_confidential: Mapped[bool] = mapped_column(default=False)
    created_by_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))
    unit_id: Mapped[int] = mapped_column(Id, ForeignKey("units.id"))
    is_sample: Mapped[bool] = mapped_column(default=False)

    leader: Mapped[Person | None] = relationship()
    created_by: Mapped[User] = relationship()
    unit: Mapped[Unit] = relationship()
    people: Mapped[list[ActivityPerson]] = relationship(order_by=ActivityPerson.position, cascade="all, delete-orphan")
    enterprise_links: Mapped[list[ActivityEnterprise]] = relationship(
        order_by=ActivityEnterprise.enterprise_id, cascade="all, delete-orphan"
    )
    meeting_links: Mapped[list[ActivityMeeting]] = relationship(
        order_by=ActivityMeeting.meeting_id, cascade="all, delete-orphan"
    )
    results: Mapped[list[ActivityResult]] = relationship(
        order_by=ActivityResult.project_id, cascade="all, delete-orphan"
    )

    __table_args__ = (
        Index("ix_activities_begins_on_id", "begins_on", "id"),
        CheckConstraint("ends_on >= begins_on", name="period"),
    )


explain(
    "uq_activity_meetings_meeting_id",
    "meetings",
    Message("One of these meetings belongs to another activity already. A meeting counts once."),
)
explain(
    "uq_activity_results_signing",
    "signings",
    Message("The signing of one of these projects counts for another activity already. It counts once."),
)
