"""The secret address of one's calendar: made, made anew, taken back."""

from secrets import token_urlsafe

from app.agenda import queries
from app.agenda.models import CalendarFeed
from app.audit import service as audit
from app.kernel import clock
from app.kernel.db import command, db
from app.kernel.passwords import digest
from app.kernel.permissions import Actor


@command
def open_feed(actor: Actor) -> str:
    """A new secret for the actor's address, shown this once: the address before it reads nothing any more."""
    token = token_urlsafe(32)
    feed = queries.find_feed(actor) or CalendarFeed(user_id=actor.id)
    feed.token_digest, feed.made_at = digest(token), clock.now()
    db.session.add(feed)
    audit.note(actor, "calendar.open_feed")
    return token


@command
def close_feed(actor: Actor) -> None:
    """Take the address back: who asks by it finds nothing."""
    feed = queries.find_feed(actor)
    if feed:
        db.session.delete(feed)
        audit.note(actor, "calendar.close_feed")
