"""What a reader does with notifications: each is one's own, so nothing of it is in the audit log."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update

from app.kernel import clock, settings
from app.kernel.db import command, db
from app.kernel.periodic import PERIODIC_JOBS, Periodic
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.notifications import queries, rules
from app.notifications.models import Notification


@command
def read(actor: Actor, notification_id: int) -> Notification:
    """The reader has seen this one."""
    found = queries.get(actor, notification_id)
    found.read_at = found.read_at or clock.now()
    return found


@command
def read_all(actor: Actor, up_to: int) -> int:
    """The reader has seen everything up to this number: what came later stays unread. How many those were."""
    unread = Notification.user_id == actor.id, Notification.read_at.is_(None), Notification.id <= up_to
    seen = update(Notification).where(*unread).values(read_at=clock.now()).returning(Notification.id)
    return len(db.session.scalars(seen).all())


@command
def _forget_old(now: datetime) -> int:
    before = now - timedelta(days=settings.read(rules.KEEP_DAYS))
    gone = delete(Notification).where(Notification.created_at < before).returning(Notification.id)
    return len(db.session.scalars(gone).all())


PERIODIC_JOBS.plug("notifications.forget")(
    Periodic(title=Message("Forget old notifications"), run=_forget_old, every=timedelta(days=1))
)
