"""One line for each thing that somebody did."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Id, Identified, Model


class AuditEntry(Identified, Model):
    """Who did what to which record, what the fields were before and after, and from where.

    `changes` is {field: [before, after]}; `details` what the verb adds. Rows are only ever added: triggers
    refuse UPDATE and DELETE in both databases.
    """

    __tablename__ = "audit_entries"
    at: Mapped[datetime] = mapped_column(default=clock.now)
    actor_id: Mapped[int | None] = mapped_column(Id)
    action: Mapped[str]
    subject_kind: Mapped[str] = mapped_column(default="")
    subject_id: Mapped[int | None] = mapped_column(Id)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    request_id: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        Index("ix_audit_entries_subject", "subject_kind", "subject_id", "id"),
        Index("ix_audit_entries_at", "at", "id"),
    )
