"""Upkeep of the log by the clock: entries are sealed soon after they are written, removed when their time is over."""

from datetime import datetime, time, timedelta

from app.audit import queries
from app.audit.service.sealing import purge, seal
from app.kernel.periodic import PERIODIC_JOBS, Periodic
from app.kernel.text import Message


def _seal(_now: datetime) -> int:
    """How many entries went into the chain."""
    newest = queries.newest_seal()
    before = newest.position if newest else 0
    return seal().position - before


def _purge(_now: datetime) -> int:
    """How many entries were older than the office keeps them."""
    return purge()


PERIODIC_JOBS.plug("audit.seal")(Periodic(title=Message("Seal the audit log"), run=_seal, every=timedelta(minutes=15)))
PERIODIC_JOBS.plug("audit.purge")(
    Periodic(title=Message("Remove old entries of the audit log"), run=_purge, daily_at=time(3))
)
