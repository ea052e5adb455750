"""Doing jobs: each is taken, tried outside of any transaction, and marked; whatever fails is tried again later."""

import logging
from datetime import datetime

from app.jobs import queries, rules
from app.jobs.models import Job
from app.kernel import clock
from app.kernel.db import command, db
from app.kernel.tasks import TASKS, TaskFailed

logger = logging.getLogger("luodi")


def dispatch(now: datetime | None = None) -> int:
    """Do everything that is due; how many jobs were tried."""
    tried = 0
    while numbers := take(now or clock.now()):
        for number in numbers:
            deliver(number)
        tried += len(numbers)
    return tried


def take(now: datetime) -> list[int]:
    """The numbers of jobs that are due, taken: nobody else gets them until the lease is over."""
    if not queries.is_anything_due(now):
        return []
    return _take(now)


@command
def _take(now: datetime) -> list[int]:
    jobs = queries.due(now)
    until = max(now, clock.now()) + rules.LEASE
    for job in jobs:
        job.next_try_at = until
    return [job.id for job in jobs]


def deliver(job_id: int) -> None:
    """Try a job that was taken. A crash between doing and marking does it again: at least once, not exactly once."""
    begun = _begin(job_id)
    if begun is None:
        return
    task, payload = begun
    db.session.rollback()
    try:
        TASKS[task].run(payload)
    except TaskFailed as failure:
        db.session.rollback()
        _fail(job_id, str(failure), hopeless=failure.hopeless)
    except Exception as failure:
        db.session.rollback()
        logger.exception("job %s (%s) failed", job_id, task)
        _fail(job_id, type(failure).__name__, hopeless=False)
    else:
        _finish(job_id)


@command
def _begin(job_id: int) -> tuple[str, dict[str, object]] | None:
    job = db.session.get(Job, job_id, with_for_update=True)
    if job is None or job.done_at or job.dead_at:
        return None
    job.attempts += 1
    if job.task not in TASKS:  # written by a program that knew more
        job.dead_at, job.last_error = clock.now(), "this program knows no such task"
        return None
    return job.task, job.payload


@command
def _finish(job_id: int) -> None:
    job = db.session.get_one(Job, job_id, with_for_update=True)
    job.done_at, job.last_error = clock.now(), ""


@command
def _fail(job_id: int, reason: str, *, hopeless: bool) -> None:
    job = db.session.get_one(Job, job_id, with_for_update=True)
    again = None if hopeless else rules.next_try(job.attempts, clock.now())
    job.last_error = reason[:300]
    if again is None:
        job.dead_at = clock.now()
        logger.error("job %s (%s) is given up: %s", job_id, job.task, job.last_error)
    else:
        job.next_try_at = again
