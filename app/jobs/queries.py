"""Reading jobs: what waits, what is dead, when periodic work last ran. Nothing here names a record of the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.jobs import rules
from app.jobs.models import Job, PeriodicRun
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.listing import Listing, Order, Rows
from app.kernel.periodic import PERIODIC_JOBS, Periodic
from app.kernel.tasks import TASKS
from app.kernel.text import Message

DEAD = Listing(Job.id, {"newest": Order(Message("Newest first"), Job.dead_at, descending=True)}, "newest")
_WAITING = (Job.done_at.is_(None), Job.dead_at.is_(None))


@dataclass(frozen=True)
class Status:
    """How many jobs wait, how many of those have failed before, how many are dead; how late the oldest due one is."""

    waiting: int
    failed: int
    dead: int
    oldest_due_at: datetime | None
    last_sign_at: datetime | None

    @property
    def is_silent(self) -> bool:
        """Whether no runner has shown a sign of life for too long."""
        return self.last_sign_at is None or clock.now() - self.last_sign_at > rules.SILENCE

    @property
    def is_late(self) -> bool:
        """Whether a job has been due for too long, and nobody does it."""
        return self.oldest_due_at is not None and clock.now() - self.oldest_due_at > rules.SILENCE


@dataclass(frozen=True)
class Letters:
    """When mail was last handed over to the server, as far back as done jobs are kept, and how much was given up."""

    last_sent_at: datetime | None
    dead: int


@dataclass(frozen=True)
class Round:
    """Periodic work with its last run, if it ever ran."""

    code: str
    work: Periodic
    run: PeriodicRun | None

    @property
    def is_late(self) -> bool:
        """Whether it should have run some time ago, and has not."""
        done = self.run.moment if self.run else None
        return done is None or done < self.work.last_moment(clock.now() - rules.SILENCE)


def status() -> Status:
    """How the jobs stand now."""
    waiting, failed, oldest = db.session.execute(
        select(func.count(), func.count().filter(Job.attempts > 0), func.min(Job.next_try_at)).where(*_WAITING)
    ).one()
    dead = db.session.scalar(select(func.count()).where(Job.dead_at.is_not(None))) or 0
    last_sign = db.session.scalar(select(func.max(PeriodicRun.begun_at)))
    return Status(waiting, failed, dead, oldest, last_sign)


def letters() -> Letters:
    """How mail stands now."""
    sends_mail = Job.task.in_([code for code, task in TASKS if task.is_letter])
    found = select(func.max(Job.done_at), func.count(Job.dead_at)).where(sends_mail)
    return Letters(*db.session.execute(found).one())


def rounds() -> list[Round]:
    """All periodic work by code."""
    runs = {run.code: run for run in db.session.scalars(select(PeriodicRun))}
    return [Round(code, work, runs.get(code)) for code, work in sorted(PERIODIC_JOBS)]


def is_anything_due(now: datetime) -> bool:
    """Whether some job waits for nothing but to be done; a look, without a command."""
    return db.session.scalar(select(Job.id).where(*_WAITING, Job.next_try_at <= now).limit(1)) is not None


def due(now: datetime) -> Sequence[Job]:
    """Inside a command: the jobs to take now, which nobody else is taking."""
    found = select(Job).where(*_WAITING, Job.next_try_at <= now).order_by(Job.next_try_at, Job.id)
    return db.session.scalars(found.limit(rules.AT_ONCE).with_for_update(skip_locked=True)).all()


def dead_rows() -> Rows:
    """The rows of the list of dead jobs."""
    return select(
        Job.id, Job.task, Job.payload, Job.created_at, Job.dead_at, Job.attempts, Job.last_error, Job.version
    ).where(Job.dead_at.is_not(None))


def get_dead(job_id: int) -> Job:
    """A dead job; NotFound when there is none of this number."""
    job = db.session.scalar(select(Job).where(Job.id == job_id, Job.dead_at.is_not(None)))
    if job is None:
        raise NotFound
    return job
