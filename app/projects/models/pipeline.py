"""Milestones, stage changes and dated facts: what happened to a project."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Computed, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.kernel import clock
from app.kernel.db import Code, Id, Identified, Model, Versioned
from app.projects.models.codes import MilestoneKind, Stage

if TYPE_CHECKING:
    from app.projects.models.projects import Project


_UNFOLLOWED = ("kind", "is_followed", "claimed_on")
_IS_TO_VERIFY = "claimed_on IS NOT NULL AND verified_at IS NULL AND returned_at IS NULL"


def _milestone_index(name: str, *columns: str, where: str) -> Index:
    """An index over some of the milestones: those that happened, or those that are still to come."""
    return Index(name, *columns, "project_id", sqlite_where=text(where), postgresql_where=text(where))


class Milestone(Identified, Versioned, Model):
    """What should happen or has happened, as it stands now; every claim behind it is a MilestoneEvent.

    `planned_on` is the plan, `claimed_on` the date on which it happened as claimed (申报) with what proves it,
    `verified_at` when somebody else confirmed it (核定), `returned_at` when they sent the claim back to be completed
    (退回补充); it counts as claimed all the while. `is_followed` says that the one which should come next has happened
    too (`rules.GAPS`): the service keeps it, so that a lag list finds what is late by an index. `is_to_verify` is the
    database's own, so that PostgreSQL knows how few there are.
    """

    __tablename__ = "milestones"
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("projects.id"))
    kind: Mapped[MilestoneKind] = mapped_column(Code(MilestoneKind))
    planned_on: Mapped[date | None]
    claimed_on: Mapped[date | None]
    claimed_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id"))
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id"))
    evidence: Mapped[str] = mapped_column(default="")
    returned_at: Mapped[datetime | None]
    returned_reason: Mapped[str] = mapped_column(default="")
    is_followed: Mapped[bool] = mapped_column(default=False)
    is_to_verify: Mapped[bool] = mapped_column(Computed(_IS_TO_VERIFY, persisted=True), deferred=True)

    project: Mapped[Project] = relationship(back_populates="milestones")

    __table_args__ = (
        UniqueConstraint("project_id", "kind"),
        _milestone_index("ix_milestones_kind_claimed_on", "kind", "claimed_on", where="claimed_on IS NOT NULL"),
        _milestone_index("ix_milestones_planned_on", "planned_on", where="claimed_on IS NULL"),
        _milestone_index("ix_milestones_unfollowed", *_UNFOLLOWED, where="claimed_on IS NOT NULL"),
        _milestone_index("ix_milestones_to_verify", "claimed_on", where=_IS_TO_VERIFY),
    )


class MilestoneEvent(Identified, Model):
    """A plan, claim, verification, return or withdrawal of a milestone. Append-only."""

    __tablename__ = "milestone_events"
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("projects.id"))
    kind: Mapped[MilestoneKind] = mapped_column(Code(MilestoneKind))
    what: Mapped[str]
    on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    by: Mapped[User] = relationship()

    __table_args__ = (Index("ix_milestone_events_project_id_at", "project_id", "at"),)


class StageChange(Identified, Model):
    """A move between stages, effective from a date, with what the project looked like then. Append-only."""

    __tablename__ = "stage_changes"
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("projects.id"))
    left: Mapped[Stage | None] = mapped_column(Code(Stage))
    entered: Mapped[Stage] = mapped_column(Code(Stage))
    effective_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    project: Mapped[Project] = relationship(back_populates="stage_changes")
    by: Mapped[User] = relationship()

    __table_args__ = (Index("ix_stage_changes_project_id_at", "project_id", "at"),)


class ProjectFact(Identified, Model):
    """A dated fact of a project (amount, sector, officer, status, planned date …). Append-only.

    As-of figures read `effective_on`, closed months `recorded_at`. `value` is the fact as text, None for none.
    """

    __tablename__ = "project_facts"
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("projects.id"))
    name: Mapped[str]
    value: Mapped[str | None]
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    by_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))

    __table_args__ = (Index("ix_project_facts_project_id_name", "project_id", "name", "effective_on"),)
