"""Periodic work: what has come round since it last ran is done once, by one runner at a time."""

import logging
from datetime import datetime

from app.audit.service.alone import take_turn
from app.jobs import rules
from app.jobs.models import PeriodicRun
from app.kernel import clock
from app.kernel.db import command, db
from app.kernel.periodic import PERIODIC_JOBS

logger = logging.getLogger("luodi")


def run_due(now: datetime | None = None) -> dict[str, int]:
    """Do what should have run by `now` and has not; how much each did. What fails is tried again at the next round."""
    instant, done = now or clock.now(), {}
    for code, work in PERIODIC_JOBS:
        moment = work.last_moment(instant)
        if _is_over(code, moment) or not _begin(code, moment):
            continue
        try:
            done[code] = work.run(instant)
        except Exception as failure:
            db.session.rollback()
            logger.exception("periodic work %s failed", code)
            _end(code, None, 0, type(failure).__name__)
        else:
            _end(code, moment, done[code], "")
    return done


def _is_over(code: str, moment: datetime) -> bool:
    """Whether it has been done for this moment or a later one; a look, without a command."""
    run = db.session.get(PeriodicRun, code, populate_existing=True)
    return run is not None and run.moment is not None and run.moment >= moment


@command
def _begin(code: str, moment: datetime) -> bool:
    """Take the work, unless somebody is at it or was faster."""
    take_turn("periodic work", code)
    run = db.session.get(PeriodicRun, code, populate_existing=True)
    if run is None:
        db.session.add(PeriodicRun(code=code, moment=None, begun_at=clock.now()))
        return True
    if run.moment is not None and run.moment >= moment:
        return False
    if rules.is_running(run.begun_at, run.ended_at, clock.now()):
        return False
    run.begun_at, run.ended_at = clock.now(), None
    return True


@command
def _end(code: str, moment: datetime | None, count: int, error: str) -> None:
    run = db.session.get_one(PeriodicRun, code, populate_existing=True)
    run.moment = moment or run.moment
    run.ended_at, run.count, run.last_error = clock.now(), count, error
