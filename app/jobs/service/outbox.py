"""The outbox: jobs written down with the change that wants them, and what the administrator does with dead ones."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete

from app.audit import service as audit
from app.jobs import queries, rules
from app.jobs.models import Job
from app.kernel import clock
from app.kernel.db import command, db
from app.kernel.periodic import PERIODIC_JOBS, Periodic
from app.kernel.permissions import Actor
from app.kernel.tasks import TASKS
from app.kernel.text import Message


def enqueue(task: str, payload: Mapping[str, Any], *, after: datetime | None = None) -> None:
    """Inside a command: have this done once the command is committed, at least once, not before `after`.

    The payload is numbers and words that JSON knows, without names and secrets: it is shown to who runs the
    installation.
    """
    if not db.session.info.get("in_command"):
        raise RuntimeError("a job is asked for inside a command, so that it is done if and only if that is committed")
    if task not in TASKS:
        raise ValueError(f"there is no task {task!r}")
    db.session.add(Job(task=task, payload=dict(payload), next_try_at=after or clock.now()))


@command
def retry(actor: Actor, job_id: int, version: int) -> Job:
    """Try a dead job again, as if it were new."""
    job = queries.get_dead(job_id)
    job.expect_version(version)
    job.dead_at, job.attempts, job.next_try_at = None, 0, clock.now()
    audit.record(actor, "job.retry", job, task=job.task)
    return job


@command
def discard(actor: Actor, job_id: int, version: int) -> None:
    """Throw a dead job away: it is never done."""
    job = queries.get_dead(job_id)
    job.expect_version(version)
    audit.record(actor, "job.discard", job, task=job.task)
    db.session.delete(job)


@command
def _tidy(now: datetime) -> int:
    """Forget jobs that were done long ago."""
    gone = delete(Job).where(Job.done_at < now - rules.KEEP_DONE).returning(Job.id)
    return len(db.session.scalars(gone).all())


PERIODIC_JOBS.plug("jobs.tidy")(Periodic(title=Message("Forget done jobs"), run=_tidy, every=timedelta(hours=6)))
