"""Undo: who may take back a move, and how long."""

from datetime import datetime, timedelta

from app.kernel.errors import Conflict
from app.kernel.text import Message

#: How long the word with the button stands on the page.
UNDO_SECONDS = 8
TOO_LATE = Message("It is too late to undo this. Move the project back and say why.")
#: What the way there and back may take besides.
_ON_THE_WAY = timedelta(seconds=4)


def is_fresh(at: datetime, now: datetime) -> bool:
    """Whether something done then can still be undone."""
    return now - at <= timedelta(seconds=UNDO_SECONDS) + _ON_THE_WAY


def check_undo(at: datetime, now: datetime, *, is_own: bool, is_waived: bool) -> None:
    """Raise Conflict unless the actor has made this move just now, and no waiver explains it."""
    if not is_own or not is_fresh(at, now):
        raise Conflict(TOO_LATE)
    if is_waived:
        raise Conflict(Message("This move left open items. Move the project back and say why."))
