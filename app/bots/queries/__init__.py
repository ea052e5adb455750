"""Reading for bots: which there are, what their groups are to be told, how their history reads."""

from app.bots.queries import histories
from app.bots.queries.setting_up import bot_of, bots, get_bot
from app.bots.queries.telling import Entry, Waiting, is_anything_waiting, told, waiting

__all__ = ["Entry", "Waiting", "bot_of", "bots", "get_bot", "histories", "is_anything_waiting", "told", "waiting"]
