"""One line for each thing that somebody did, and the chain that shows whether a line was touched later."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel import clock
from app.kernel.db import Id, Identified, Model

CHANGES, DETAILS = "changes", "details"


class AuditValue(Model):
    """A text of an entry, kept beside the chain: before and after of a field, or a detail (`after` alone).

    The entry holds only its salted digest, so that it can be emptied when a person is to be forgotten and the
    chain still verifies. An emptied one has no salt. `before` and `after` are JSON.
    """

    __tablename__ = "audit_values"
    entry_id: Mapped[int] = mapped_column(Id, ForeignKey("audit_entries.id"), primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    salt: Mapped[str | None]
    before: Mapped[str | None]
    after: Mapped[str | None]

    @property
    def is_erased(self) -> bool:
        return self.salt is None

    @property
    def pair(self) -> list[Any]:
        """Before and after as they were; two times None once erased."""
        return [None if side is None else json.loads(side) for side in (self.before, self.after)]


class AuditEntry(Identified, Model):
    """Who did what to which record, what the fields were before and after, and from where.

    `plain_changes` is {field: [before, after]} and `plain_details` what the verb adds, as far as neither holds a
    text; texts stand in `values`, of which `digests` keeps {"changes.field": salted digest}. `mac` is over all of
    it. Rows are only ever added: triggers refuse UPDATE and DELETE in both databases.
    """

    __tablename__ = "audit_entries"
    at: Mapped[datetime] = mapped_column(default=clock.now)
    actor_id: Mapped[int | None] = mapped_column(Id)
    action: Mapped[str]
    subject_kind: Mapped[str] = mapped_column(default="")
    subject_id: Mapped[int | None] = mapped_column(Id)
    plain_changes: Mapped[dict[str, Any]] = mapped_column("changes", JSON, default=dict)
    plain_details: Mapped[dict[str, Any]] = mapped_column("details", JSON, default=dict)
    digests: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    request_id: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    session_id: Mapped[int | None] = mapped_column(Id)
    mac: Mapped[str] = mapped_column(default="", server_default="")

    values: Mapped[list[AuditValue]] = relationship(order_by=AuditValue.field, lazy="selectin")

    __table_args__ = (
        Index("ix_audit_entries_subject", "subject_kind", "subject_id", "id"),
        Index("ix_audit_entries_at", "at", "id"),
        Index("ix_audit_entries_actor", "actor_id", "at", "id"),
    )

    @property
    def changes(self) -> dict[str, list[Any]]:
        """{field: [before, after]}, texts included."""
        return self.plain_changes | {value.field: value.pair for value in self.values if value.part == CHANGES}

    @property
    def details(self) -> dict[str, Any]:
        """What the verb added, texts included."""
        return self.plain_details | {value.field: value.pair[1] for value in self.values if value.part == DETAILS}

    @property
    def erased(self) -> frozenset[str]:
        """The fields whose text was erased on request."""
        return frozenset(value.field for value in self.values if value.is_erased)


class AuditLink(Model):
    """The place of an entry in the chain. `link` is over the link before, the place, and the entry's mac."""

    __tablename__ = "audit_links"
    position: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(Id, unique=True)
    link: Mapped[str]


class AuditSeal(Identified, Model):
    """A checkpoint: how far the chain had come at an instant.

    `kind` is "seal", or "purge" where everything up to `position` has been removed by retention; the chain then
    goes on from its `link`. `entry_id` is the highest entry that was sealed. `mac` is over all of it.
    """

    __tablename__ = "audit_seals"
    at: Mapped[datetime] = mapped_column(default=clock.now)
    kind: Mapped[str]
    position: Mapped[int] = mapped_column(Id)
    entry_id: Mapped[int] = mapped_column(Id)
    link: Mapped[str]
    mac: Mapped[str]


class AuditOpening(Identified, Model):
    """While a row stands here the triggers of append-only tables let its own transaction through.

    Erasing a person and retention put one in and take it out again in the same transaction, so that no other
    ever sees it.
    """

    __tablename__ = "audit_openings"
    purpose: Mapped[str]
