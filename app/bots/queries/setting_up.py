"""Reading bots: the page is guarded by a right, and nobody is shown an address or a secret."""

from sqlalchemy import select

from app.bots.models import Bot
from app.kernel.db import db
from app.kernel.errors import NotFound


def bot_of(unit_id: int) -> Bot | None:
    """The bot of a unit's own group."""
    return db.session.scalar(select(Bot).where(Bot.unit_id == unit_id))


def get_bot(unit_id: int) -> Bot:
    """The same; NotFound where the unit has none."""
    bot = bot_of(unit_id)
    if bot is None:
        raise NotFound
    return bot


def bots() -> dict[int, Bot]:
    """All bots by unit: there are as many as groups, a few."""
    return {bot.unit_id: bot for bot in db.session.scalars(select(Bot))}
