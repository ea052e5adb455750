"""Deciding about a day of the calendar. Each command is one transaction and asks for the version that was seen."""

from datetime import date

from app.audit import service as audit
from app.calendar import queries
from app.calendar.models import OfficeDay
from app.calendar.schemas import DayDraft
from app.kernel.db import command, db
from app.kernel.errors import Conflict
from app.kernel.permissions import Actor
from app.kernel.text import Message

_SEEN_OLD = Message("Somebody else has just decided about this day. Look again.")


@command
def decide(actor: Actor, day: date, draft: DayDraft) -> OfficeDay:
    """Say whether a day is worked, whatever the announced calendar says. What is late today follows at once."""
    kept = _seen(day, draft.version)
    if kept is None:
        kept = OfficeDay(day=day, decided_by_id=actor.id)
        db.session.add(kept)
    kept.is_working, kept.note, kept.decided_by_id = draft.work == "working", draft.note or "", actor.id
    db.session.flush()
    queries.forget()
    audit.record(actor, "calendar.decide", kept, day=day.isoformat())
    return kept


@command
def use_announced(actor: Actor, day: date, version: int) -> None:
    """Give a decision up: the announced calendar holds again."""
    kept = _seen(day, version)
    if kept is None:
        return
    audit.record(actor, "calendar.use_announced", kept, day=day.isoformat())
    db.session.delete(kept)
    queries.forget()


def _seen(day: date, version: int) -> OfficeDay | None:
    kept = queries.find_decision(day)
    if (kept.version if kept else 0) != version:
        raise Conflict(_SEEN_OLD)
    return kept
