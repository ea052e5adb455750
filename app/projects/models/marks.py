"""What lists do to projects: their tags, and the last change of many that can be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Id, Model


class ProjectTag(Model):
    """A word of the vocabulary `tag` on a project."""

    __tablename__ = "project_tags"
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("projects.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)

    __table_args__ = (Index("ix_project_tags_tag", "tag", "project_id"),)


class BulkChange(Model):
    """The last thing that somebody did to many projects at once, and what was there before: for its undo.

    `rows` holds for each project its id, the version after the change, and the values before it.
    """

    __tablename__ = "project_bulk_changes"
    user_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    verb: Mapped[str]
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
