"""Handing what people are told over to the groups of their units: every minute, all of a group in one message."""

from datetime import datetime, timedelta

from sqlalchemy import update

from app.accounts import queries as accounts
from app.bots import queries, rules
from app.jobs import service as jobs
from app.kernel.db import command, db
from app.kernel.periodic import PERIODIC_JOBS, Periodic
from app.kernel.text import Message
from app.notifications.models import Notification

POST = "bots.post"


def hand_over(now: datetime) -> int:
    """Ask for the messages that groups get; how many. Each notification is thought of once."""
    return _hand_over(now) if queries.is_anything_waiting() else 0


@command
def _hand_over(now: datetime) -> int:
    waiting, bots, parents = queries.waiting(), queries.bots(), accounts.unit_parents()
    parts: dict[int, list[int]] = {}
    for one in waiting:
        unit = rules.bot_for(one.unit_id, bots.keys(), parents)
        if unit is not None and one.kind in bots[unit].kinds:
            parts.setdefault(unit, []).append(one.id)
    mine = Notification.id.in_([one.id for one in waiting])
    db.session.execute(update(Notification).where(mine).values(posted_at=now))
    for unit, ids in parts.items():
        jobs.enqueue(POST, {"unit": unit, "notifications": ids})
    return len(parts)


PERIODIC_JOBS.plug("bots.hand_over")(
    Periodic(title=Message("Hand notifications over to groups"), run=hand_over, every=timedelta(minutes=1))
)
