"""Weekly progress: what moved on a project in a week, who must help, and what the leader says to it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Unit, User
from app.kernel import clock
from app.kernel.db import Dated, Id, Identified, Model, Versioned
from app.projects.models.projects import Project


class WeeklyProgress(Identified, Versioned, Dated, Model):
    """The progress of one project in one week (本周进展), known by its Monday.

    `next_step` and `next_due_on` repeat what the project said at the end of that week; the project itself says
    what comes next now. `written_on` is the last day on which somebody wrote here: it counts as a contact.
    """

    __tablename__ = "weekly_progress"
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("projects.id"))
    monday: Mapped[date]
    progress: Mapped[str] = mapped_column(default="")
    problems: Mapped[str] = mapped_column(default="")
    coordination: Mapped[str] = mapped_column(default="")
    department_id: Mapped[int | None] = mapped_column(Id, ForeignKey("units.id"))
    next_step: Mapped[str] = mapped_column(default="")
    next_due_on: Mapped[date | None]
    written_by_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))
    written_on: Mapped[date] = mapped_column(default=clock.today)

    project: Mapped[Project] = relationship()
    department: Mapped[Unit | None] = relationship()
    written_by: Mapped[User] = relationship()

    __table_args__ = (
        UniqueConstraint("project_id", "monday"),
        Index("ix_weekly_progress_monday", "monday", "project_id"),
    )


class Instruction(Identified, Model):
    """What a leader says to the progress of a week (批示). Append-only: another word is another row.

    `follow_up_id` is the follow-up that it became; the room above says how that one stands.
    """

    __tablename__ = "instructions"
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("projects.id"))
    monday: Mapped[date]
    text: Mapped[str]
    due_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    follow_up_id: Mapped[int | None] = mapped_column(Id)

    by: Mapped[User] = relationship()

    __table_args__ = (Index("ix_instructions_project_id_monday", "project_id", "monday", "id"),)
