"""The list of entries for whoever audits, the history of a record, and refusals counted."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Select, literal, select

from app.audit import rules
from app.audit.models import AuditEntry
from app.audit.queries.chain import let_go
from app.audit.queries.told import Told, told
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.fields import OptionalDay, OptionalLine, OptionalRecordId
from app.kernel.histories import WHO
from app.kernel.listing import Listing, Order
from app.kernel.permissions import Actor, Can
from app.kernel.subjects import subject_kind
from app.kernel.text import Message

HISTORY_LINES = 20
_CHUNK = 500

LIST = Listing(
    AuditEntry.id,
    {
        "newest": Order(Message("Newest first"), AuditEntry.at, descending=True, jumps="day"),
        "oldest": Order(Message("Oldest first"), AuditEntry.at, jumps="day"),
    },
    "newest",
)


class AuditFilters(BaseModel):
    """What the list can be narrowed to: `who` is a name, `about` a table, `record` a number of it, days inclusive."""

    model_config = ConfigDict(extra="ignore")

    who: OptionalLine = None
    action: OptionalLine = None
    about: OptionalLine = None
    record: OptionalRecordId = None
    since: OptionalDay = None
    until: OptionalDay = None
    address: OptionalLine = None
    request: OptionalLine = None


def visible_to(actor: Actor) -> Select[AuditEntry]:
    """Entries for whoever audits: all of them; for everybody else none."""
    return select(AuditEntry).where(literal(actor.may(Can.SEE_AUDIT)))


def listing(actor: Actor, filters: AuditFilters) -> Select[Any]:
    """The entries of the list, narrowed by the filters."""
    found = visible_to(actor)
    if filters.who:
        meant = {number for _, find in WHO for number in find(filters.who)}
        found = found.where(AuditEntry.actor_id.in_(sorted(meant)))
    for column, wanted in (
        (AuditEntry.action, filters.action),
        (AuditEntry.subject_kind, filters.about),
        (AuditEntry.subject_id, filters.record),
        (AuditEntry.address, filters.address),
        (AuditEntry.request_id, filters.request),
    ):
        if wanted is not None:
            found = found.where(column == wanted)
    if filters.since:
        found = found.where(AuditEntry.at >= _midnight(filters.since))
    if filters.until and filters.until < date.max:
        found = found.where(AuditEntry.at < _midnight(filters.until + timedelta(days=1)))
    return found


def get(actor: Actor, entry_id: int) -> Told:
    """One entry in words. Raises NotFound."""
    entry = db.session.scalar(visible_to(actor).where(AuditEntry.id == entry_id))
    if entry is None:
        raise NotFound
    return told(actor, [entry])[0]


def export(actor: Actor, filters: AuditFilters) -> Iterator[Told]:
    """The whole list in words, newest first, a few hundred entries at a time."""
    last: int | None = None
    while True:
        found = listing(actor, filters).order_by(AuditEntry.id.desc()).limit(_CHUNK)
        entries = db.session.scalars(found if last is None else found.where(AuditEntry.id < last)).all()
        if not entries:
            return
        last = entries[-1].id
        yield from told(actor, entries)
        let_go(entries)


def history_of(actor: Actor, kind: str, record_id: int, before: int | None = None) -> tuple[list[Told], int | None]:
    """What was done to a record the actor may see, newest first, and from where the next stretch goes on.

    Raises NotFound for a record that is missing or hidden.
    """
    subject_kind(kind).get(actor, record_id)
    found = select(AuditEntry).where(AuditEntry.subject_kind == kind, AuditEntry.subject_id == record_id)
    if before is not None:
        found = found.where(AuditEntry.id < before)
    found = found.order_by(AuditEntry.id.desc()).limit(HISTORY_LINES + 1)
    entries: Sequence[AuditEntry] = db.session.scalars(found).all()
    more = entries[HISTORY_LINES - 1].id if len(entries) > HISTORY_LINES else None
    return told(actor, entries[:HISTORY_LINES]), more


def was_refused_lately(actor: Actor, door: str) -> bool:
    """Whether the refusal of this person at this door is on record for the present minute."""
    found = select(AuditEntry.id).where(
        AuditEntry.subject_kind == door,
        AuditEntry.subject_id.is_(None),
        AuditEntry.actor_id == actor.id,
        AuditEntry.action == "access.refuse",
        AuditEntry.at > clock.now() - rules.REFUSAL_SPAN,
    )
    return db.session.scalar(found.limit(1)) is not None


def _midnight(day: date) -> datetime:
    return clock.at_park(datetime.combine(day, time.min))
