"""Jobs that wait, are done or given up, and when periodic work last ran."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Identified, Model, Versioned

_WAITS = text("done_at IS NULL AND dead_at IS NULL")


class Job(Identified, Versioned, Model):
    """Something to be done, written down in the transaction that wants it (an outbox): with it or not at all.

    `task` is a name of TASKS, `payload` numbers and words without names or secrets. It waits until `next_try_at`, is
    done or, after the last try, dead; `last_error` is a sentence without anybody's data.
    """

    __tablename__ = "jobs"
    task: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(default=clock.now)
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        Index("ix_jobs_waiting", "next_try_at", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("ix_jobs_dead_at", "dead_at", "id"),
        Index("ix_jobs_done_at", "done_at"),
    )


class PeriodicRun(Model):
    """The last run of periodic work. `moment` is the last one that it has dealt with, None before the first.

    `begun_at` without `ended_at` runs now, or broke off.
    """

    __tablename__ = "periodic_runs"
    code: Mapped[str] = mapped_column(primary_key=True)
    moment: Mapped[datetime | None]
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    count: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
