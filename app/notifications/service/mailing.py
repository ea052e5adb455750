"""Handing what people are told over to mail: every minute, for each reader as they have chosen."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update

from app.jobs import service as jobs
from app.kernel.db import command, db
from app.kernel.periodic import PERIODIC_JOBS, Periodic
from app.kernel.text import Message
from app.notifications import queries, rules
from app.notifications.models import Mode, Notification, NotificationChoice
from app.notifications.queries import Waiting

LETTER = "notifications.letter"


def hand_over(now: datetime) -> int:
    """Ask for the letters that are due; how many. Each notification goes into one letter, once."""
    return _hand_over(now) if queries.is_anyone_untold() else 0


@command
def _hand_over(now: datetime) -> int:
    return sum(_tell(one, now) for one in queries.waiting())


def _tell(one: Waiting, now: datetime) -> int:
    """The letters for one reader: none yet, one for each, or one summary."""
    if one.mode is Mode.DAILY and not rules.is_daily_due(one.hour, one.daily_until, now):
        return 0
    _mark(one.ids, now)
    if one.mode is Mode.OFF or not one.email:
        return 0
    if one.mode is Mode.DAILY:
        _note_daily(one, now)
    together = one.mode is Mode.DAILY or len(one.ids) > rules.MOST_LETTERS
    letters = [one.ids] if together else [[number] for number in one.ids]
    for ids in letters:
        jobs.enqueue(LETTER, {"user": one.user_id, "notifications": list(ids)})
    return len(letters)


def _mark(ids: Sequence[int], now: datetime) -> None:
    db.session.execute(update(Notification).where(Notification.id.in_(ids)).values(told_at=now))


def _note_daily(one: Waiting, now: datetime) -> None:
    """Until when the daily mail was sent; a reader who has never chosen gets a row with what holds for them now."""
    choice = db.session.get(NotificationChoice, one.user_id)
    if choice is None:
        choice = NotificationChoice(user_id=one.user_id, mode=one.mode, hour=one.hour)
        db.session.add(choice)
    choice.daily_until = rules.last_hour(one.hour, now)


PERIODIC_JOBS.plug("notifications.hand_over")(
    Periodic(title=Message("Hand notifications over to mail"), run=hand_over, every=timedelta(minutes=1))
)
