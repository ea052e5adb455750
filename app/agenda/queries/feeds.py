"""The secret addresses by which other calendars read."""

from sqlalchemy import select

from app.accounts.models import User
from app.agenda.models import CalendarFeed
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.passwords import digest
from app.kernel.permissions import Actor


def find_feed(actor: Actor) -> CalendarFeed | None:
    """The actor's own secret address, if there is one."""
    return db.session.get(CalendarFeed, actor.id)


def whose_feed(token: str) -> User:
    """Whose calendar this address reads. NotFound for an address that is wrong, revoked, or of who has left."""
    user = db.session.scalar(
        select(User)
        .join(CalendarFeed, CalendarFeed.user_id == User.id)
        .where(CalendarFeed.token_digest == digest(token), User.is_active.is_(True))
    )
    if user is None:
        raise NotFound
    return user
