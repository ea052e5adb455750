"""Verbs of jobs: `enqueue` in a command; `dispatch` and `run_due` by the runner; `retry`, `discard` by the admin."""

from app.jobs.service.dispatching import deliver, dispatch, take
from app.jobs.service.outbox import discard, enqueue, retry
from app.jobs.service.rounds import run_due

__all__ = ["deliver", "discard", "dispatch", "enqueue", "retry", "run_due", "take"]
