"""Policies and the sectors they are for."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Archivable, Dated, Id, Identified, Model, Versioned
from app.kernel.search import Searchable
from app.vocabularies.models import Sector


class PolicySector(Model):
    """A policy is for this sector and what lies below it."""

    __tablename__ = "policy_sectors"
    policy_id: Mapped[int] = mapped_column(Id, ForeignKey("policies.id"), primary_key=True)
    sector_id: Mapped[int] = mapped_column(Id, ForeignKey("sectors.id"), primary_key=True, index=True)


class Policy(Identified, Versioned, Archivable, Dated, Searchable, Model):
    """A document that gives something: its number (文号), who issued it, when it is in force.

    `level` is a term of the vocabulary policy_level; `valid_until` is inclusive and open when None;
    `is_sample` marks an invented one of the sample world.
    """

    __tablename__ = "policies"
    title_zh: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    number: Mapped[str] = mapped_column(default="")
    issuer_zh: Mapped[str]
    issuer_en: Mapped[str] = mapped_column(default="")
    level: Mapped[str]
    issued_on: Mapped[date]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    summary_zh: Mapped[str] = mapped_column(default="")
    summary_en: Mapped[str] = mapped_column(default="")
    clauses: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    is_sample: Mapped[bool] = mapped_column(default=False)

    sectors: Mapped[list[Sector]] = relationship(secondary="policy_sectors", order_by=Sector.code)

    __table_args__ = (Index("ix_policies_issued_on_id", "issued_on", "id"),)
