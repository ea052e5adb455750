"""Sectors and terms."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Archivable, Id, Identified, Model, Versioned
from app.kernel.search import Searchable


class Sector(Identified, Versioned, Archivable, Searchable, Model):
    """A branch of industry: one of the area's key industries (own codes) or of GB/T 4754-2017.

    `path` is the ids from the root down to this row, `/3/17/`: the subtree of a sector is what starts with
    its path. `chief_id` is the chain chief (链长) of a key industry.
    """

    __tablename__ = "sectors"
    code: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    parent_id: Mapped[int | None] = mapped_column(Id, ForeignKey("sectors.id"), index=True)
    path: Mapped[str] = mapped_column(default="", index=True)
    level: Mapped[int] = mapped_column(default=1)
    is_key: Mapped[bool] = mapped_column(default=False)
    chief_id: Mapped[int | None] = mapped_column(Id, ForeignKey("people.id"))

    parent: Mapped[Sector | None] = relationship(remote_side="Sector.id")


class Term(Identified, Versioned, Model):
    """One word of a short list, such as a way of meeting. Codes that the program relies on are locked."""

    __tablename__ = "terms"
    vocabulary: Mapped[str]
    code: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    locked: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (UniqueConstraint("vocabulary", "code"),)
