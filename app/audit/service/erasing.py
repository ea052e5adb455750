"""Emptying texts beside the chain, when a person is to be forgotten, and opening what only grows for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import delete, false, insert, or_, select

from app.audit.models import AuditEntry, AuditOpening, AuditValue
from app.kernel.db import db
from app.kernel.personal import Erasure


@contextmanager
def open_history(purpose: str) -> Iterator[None]:
    """Inside a command: let its statements change append-only tables, which triggers refuse to all others."""
    opening = db.session.scalar(insert(AuditOpening).values(purpose=purpose).returning(AuditOpening.id))
    yield
    db.session.execute(delete(AuditOpening).where(AuditOpening.id == opening))


def blot_values(erasure: Erasure, own_kind: str, namesake_kinds: tuple[str, ...]) -> list[int]:
    """Empty every text of the log that belongs to the erased person or names them; the numbers of those entries.

    Entries about other people (`namesake_kinds`) keep theirs: the name in them is somebody else's.
    """
    sides = (AuditValue.before, AuditValue.after)
    named = or_(false(), *(side.icontains(word, autoescape=True) for word in erasure.probes for side in sides))
    own = (AuditEntry.subject_kind == own_kind) & (AuditEntry.subject_id == erasure.contact_id)
    found = (
        select(AuditValue, own.label("own"))
        .join(AuditEntry, AuditEntry.id == AuditValue.entry_id)
        .where(AuditValue.salt.is_not(None), own | (named & AuditEntry.subject_kind.not_in(namesake_kinds)))
    )
    emptied = set()
    for value, is_own in db.session.execute(found):
        if is_own or any(erasure.names(side) for side in (value.before, value.after) if side):
            emptied.add(value.entry_id)
            value.salt = value.before = value.after = None
    db.session.flush()
    return sorted(emptied)
