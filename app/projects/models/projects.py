"""Projects, who works on them and who is let in."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.accounts.models import Person, TaskForce, Unit, User
from app.enterprises.models import Enterprise
from app.kernel import clock
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
from app.projects.models.codes import Disclosure, Stage, Status, Track
from app.vocabularies.models import Sector

if TYPE_CHECKING:
    from app.projects.models.pipeline import Milestone, StageChange


class ProjectInvestor(Model):
    """Another investor beside the main enterprise."""

    __tablename__ = "project_investors"
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("projects.id"), primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(Id, ForeignKey("enterprises.id"), primary_key=True, index=True)


class ProjectMember(Model):
    """A user of the project's team: sees it fully, whatever its disclosure."""

    __tablename__ = "project_members"
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("projects.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"), primary_key=True, index=True)


class ProjectAccess(Identified, Model):
    """Somebody let in to a confidential project: why, by whom, and until which day (inclusive; open when None)."""

    __tablename__ = "project_access"
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("projects.id"))
    user_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))
    reason: Mapped[str]
    until: Mapped[date | None]
    granted_by_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))
    granted_at: Mapped[datetime] = mapped_column(default=clock.now)

    user: Mapped[User] = relationship(foreign_keys=user_id)
    granted_by: Mapped[User] = relationship(foreign_keys=granted_by_id)

    __table_args__ = (
        UniqueConstraint("project_id", "user_id"),
        Index("ix_project_access_user_id", "user_id", "project_id", "until"),
    )


class ProjectNumber(Model):
    """The last number given in a year: `LD-2026-0001` counts up from here, inside the creating command."""

    __tablename__ = "project_numbers"
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


#: All that the dashboard adds up, and what decides whether the reader sees it.
_FIGURES = ("stage", "status", "archived_at", "disclosure", "officer_id", "unit_id", "total_fen", "contract_fen", "id")
_IS_MASKED = text("disclosure = 'masked'")


def _position(context: Any) -> int:
    """Of a row that is put in without the ORM."""
    return Stage(context.get_current_parameters()["stage"]).position


def _plan_sort(context: Any) -> date:
    """Of a row that is put in without the ORM."""
    return context.get_current_parameters().get("open_plan_on") or date.max


class Project(Identified, Versioned, Archivable, Dated, Searchable, Model):
    """A project in the pool (在库项目). Amounts are fen, areas hundredths of m².

    `last_contact_on` is the last day of a meeting held or of weekly progress, `received_on` before there is any;
    `open_plan_on` the first planned start, completion or operation that has not happened. The light looks at both.
    `stage_since` is the effective date of the present stage; `next_due_sort` is `next_due_on` or the far
    future, so that a list can be sorted by it; `stage_position` follows `stage` and `open_plan_sort` `open_plan_on` for
    the same reason.
    """

    __tablename__ = "projects"
    code: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    name_sort: Mapped[str] = mapped_column(SortText)
    codename: Mapped[str] = mapped_column(default="")
    disclosure: Mapped[Disclosure] = mapped_column(Code(Disclosure), default=Disclosure.OPEN)
    track: Mapped[Track] = mapped_column(Code(Track), default=Track.LAND)
    enterprise_id: Mapped[int] = mapped_column(Id, ForeignKey("enterprises.id"))
    company_id: Mapped[int | None] = mapped_column(Id, ForeignKey("enterprises.id"))
    sector_id: Mapped[int | None] = mapped_column(Id, ForeignKey("sectors.id"))
    park_id: Mapped[int | None] = mapped_column(Id, ForeignKey("units.id"))
    stage: Mapped[Stage] = mapped_column(Code(Stage), default=Stage.LEAD)
    stage_position: Mapped[int] = mapped_column(default=_position)
    stage_since: Mapped[date] = mapped_column(default=clock.today)
    status: Mapped[Status] = mapped_column(Code(Status), default=Status.ACTIVE)
    status_reason: Mapped[str] = mapped_column(default="")
    officer_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))
    unit_id: Mapped[int] = mapped_column(Id, ForeignKey("units.id"))
    sponsor_id: Mapped[int | None] = mapped_column(Id, ForeignKey("people.id"))
    lead_unit_id: Mapped[int | None] = mapped_column(Id, ForeignKey("units.id"))
    task_force_id: Mapped[int | None] = mapped_column(Id, ForeignKey("task_forces.id"))
    total_fen: Mapped[int | None] = mapped_column(Fen)
    contract_fen: Mapped[int | None] = mapped_column(Fen)
    fixed_fen: Mapped[int | None] = mapped_column(Fen)
    foreign_fen: Mapped[int | None] = mapped_column(Fen)
    need_land: Mapped[int | None] = mapped_column(SquareCentimetres)
    need_plant: Mapped[int | None] = mapped_column(SquareCentimetres)
    need_height_cm: Mapped[int | None]
    need_load_kg: Mapped[int | None]
    need_power_kva: Mapped[int | None]
    need_water: Mapped[int | None]
    need_gas: Mapped[int | None]
    need_note: Mapped[str] = mapped_column(default="")
    jobs: Mapped[int | None]
    output_fen: Mapped[int | None] = mapped_column(Fen)
    tax_fen: Mapped[int | None] = mapped_column(Fen)
    source: Mapped[str | None]
    received_on: Mapped[date] = mapped_column(default=clock.today)
    answered_on: Mapped[date | None]
    judged_on: Mapped[date | None]
    fed_back_on: Mapped[date | None]
    summary: Mapped[str] = mapped_column(default="")
    next_step: Mapped[str] = mapped_column(default="")
    next_owner_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id"))
    next_due_on: Mapped[date | None]
    next_due_sort: Mapped[date] = mapped_column(default=date.max)
    is_legacy: Mapped[bool] = mapped_column(default=False)
    is_key: Mapped[bool] = mapped_column(default=False)
    last_contact_on: Mapped[date] = mapped_column(default=clock.today)
    open_plan_on: Mapped[date | None]
    open_plan_sort: Mapped[date] = mapped_column(default=_plan_sort)
    is_sample: Mapped[bool] = mapped_column(default=False)

    enterprise: Mapped[Enterprise] = relationship(foreign_keys=enterprise_id)
    company: Mapped[Enterprise | None] = relationship(foreign_keys=company_id)
    sector: Mapped[Sector | None] = relationship()
    park: Mapped[Unit | None] = relationship(foreign_keys=park_id)
    officer: Mapped[User] = relationship(foreign_keys=officer_id)
    unit: Mapped[Unit] = relationship(foreign_keys=unit_id)
    sponsor: Mapped[Person | None] = relationship()
    lead_unit: Mapped[Unit | None] = relationship(foreign_keys=lead_unit_id)
    task_force: Mapped[TaskForce | None] = relationship()
    next_owner: Mapped[User | None] = relationship(foreign_keys=next_owner_id)
    investors: Mapped[list[Enterprise]] = relationship(secondary="project_investors", order_by=Enterprise.id)
    team: Mapped[list[User]] = relationship(secondary="project_members", order_by=User.id)
    milestones: Mapped[list[Milestone]] = relationship(back_populates="project", cascade="all, delete-orphan")
    stage_changes: Mapped[list[StageChange]] = relationship(back_populates="project", order_by="StageChange.id")

    __table_args__ = (
        Index("ix_projects_name_sort_id", "name_sort", "id"),
        Index("ix_projects_updated_at_id", "updated_at", "id"),
        Index("ix_projects_stage_updated_at", "stage", "updated_at", "id"),
        Index("ix_projects_stage_position_id", "stage_position", "id"),
        Index("ix_projects_stage_answered_on", "stage", "answered_on", "received_on", "id"),
        Index("ix_projects_enterprise_id", "enterprise_id", "id"),
        Index("ix_projects_company_id", "company_id"),
        Index("ix_projects_officer_next_due", "officer_id", "next_due_sort", "id"),
        Index("ix_projects_next_due_sort_id", "next_due_sort", "id"),
        Index("ix_projects_open_plan_sort_id", "open_plan_sort", "id"),
        Index("ix_projects_last_contact_on", "last_contact_on", "id"),
        Index("ix_projects_sector_id", "sector_id", "id"),
        Index("ix_projects_unit_id", "unit_id", "id"),
        Index("ix_projects_task_force_id", "task_force_id", "id"),
        Index("ix_projects_sponsor_id", "sponsor_id", "id"),
        Index("ix_projects_figures", *_FIGURES),
        Index("ix_projects_masked", "codename", sqlite_where=_IS_MASKED, postgresql_where=_IS_MASKED),
        CheckConstraint("total_fen IS NULL OR (total_fen >= 0 AND total_fen <= 100000000000000)", name="total_fen"),
    )

    @validates("stage")
    def _follow(self, _name: str, stage: Stage) -> Stage:
        self.stage_position = Stage(stage).position
        return stage

    @validates("open_plan_on")
    def _sort_plan(self, _name: str, day: date | None) -> date | None:
        self.open_plan_sort = day or date.max
        return day
