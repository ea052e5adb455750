"""What somebody is told, each row for one reader. Names are never kept here: they are looked up for who reads."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Code, Id, Identified, Model


class Kind(StrEnum):
    """What it is about."""

    ASSIGNED = "assigned"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    ESCALATED = "escalated"
    MILESTONE_CLAIMED = "milestone_claimed"
    MILESTONE_VERIFIED = "milestone_verified"
    MILESTONE_RETURNED = "milestone_returned"
    MENTIONED = "mentioned"
    INVITED = "invited"
    MOVED = "moved"
    UNINVITED = "uninvited"
    CANCELLED = "cancelled"
    SUBMITTED = "submitted"


class Mode(StrEnum):
    """When somebody gets mail about what they are told."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    OFF = "off"


class NotificationChoice(Model):
    """How a user wants to be told by mail; without a row as the office has it.

    `hour` of the park's clock is that of the daily mail, `daily_until` the moment up to which it was sent.
    """

    __tablename__ = "notification_choices"
    user_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"), primary_key=True, autoincrement=False)
    mode: Mapped[Mode] = mapped_column(Code(Mode))
    hour: Mapped[int]
    daily_until: Mapped[datetime | None]


class Notification(Identified, Model):
    """One thing that one user is told about a record (`subject_kind` is its table's name).

    `params` are details as `rules.kept` writes them. `once` is a key of which each user gets one row only.
    `told_at` says when it was handed over to mail, or found not to be wanted there,
    `posted_at` the same of the group of the reader's unit.
    """

    __tablename__ = "notifications"
    user_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))
    kind: Mapped[Kind] = mapped_column(Code(Kind))
    subject_kind: Mapped[str]
    subject_id: Mapped[int] = mapped_column(Id)
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id"))
    once: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    posted_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("user_id", "once"),
        Index("ix_notifications_user_id", "user_id", "id"),
        Index(
            "ix_notifications_unread",
            "user_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
        Index(
            "ix_notifications_untold",
            "user_id",
            "id",
            sqlite_where=text("told_at IS NULL"),
            postgresql_where=text("told_at IS NULL"),
        ),
        Index(
            "ix_notifications_unposted",
            "id",
            sqlite_where=text("posted_at IS NULL"),
            postgresql_where=text("posted_at IS NULL"),
        ),
        Index("ix_notifications_created_at", "created_at"),
    )
