"""How often a job is tried, how long each waits, and when it is given up."""

from datetime import datetime, timedelta

#: After each try that failed; after the last of them the job is dead.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=8),
)
#: Who has taken a job and not said within this time what became of it has crashed.
LEASE = timedelta(minutes=10)
#: Done jobs are kept so long, for who looks into what happened.
KEEP_DONE = timedelta(days=7)
#: The runner shows a sign of life every minute; after so long without one it does not run.
SILENCE = timedelta(minutes=5)
#: How many jobs are taken at once.
AT_ONCE = 100


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When a job that has failed so many times is tried again; None when it is given up."""
    return now + WAITS[attempts - 1] if attempts <= len(WAITS) else None


def is_running(begun_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """Whether somebody is at periodic work just now."""
    return ended_at is None and now - begun_at < LEASE
