"""Verbs of jobs: `enqueue` in a command, what the runner does, and the admin's `retry` and `discard`."""

from app.jobs.service.dispatching import deliver, dispatch, take
from app.jobs.service.outbox import discard, enqueue, retry
from app.jobs.service.rounds import run_due
from app.jobs.service.statistics import refresh

__all__ = ["deliver", "discard", "dispatch", "enqueue", "refresh", "retry", "run_due", "take"]
