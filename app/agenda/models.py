"""The addresses by which other calendars read somebody's own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Id, Model


class CalendarFeed(Model):
    """The secret address of one person's calendar: it holds a random token, the row only its SHA-256."""

    __tablename__ = "calendar_feeds"
    user_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"), primary_key=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
