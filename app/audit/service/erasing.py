"""Emptying texts beside the chain, when a person is to be forgotten, and opening what only grows for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import delete, insert, or_, select, tuple_, update

from app.audit import rules
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
    held = [word for word in {rules.as_json(word)[1:-1] for word in erasure.wanted}]
    named = or_(
        *(side.contains(word, autoescape=True) for word in held for side in (AuditValue.before, AuditValue.after))
    )
    own = (AuditEntry.subject_kind == own_kind) & (AuditEntry.subject_id == erasure.contact_id)
    found = (
        select(AuditValue.entry_id, AuditValue.part, AuditValue.field)
        .join(AuditEntry, AuditEntry.id == AuditValue.entry_id)
        .where(AuditValue.salt.is_not(None), own | (named & AuditEntry.subject_kind.not_in(namesake_kinds)))
    )
    keys = [tuple(row) for row in db.session.execute(found)]
    for at in range(0, len(keys), 500):
        key = tuple_(AuditValue.entry_id, AuditValue.part, AuditValue.field)
        emptied = update(AuditValue).where(key.in_(keys[at : at + 500])).values(salt=None, before=None, after=None)
        db.session.execute(emptied, execution_options={"synchronize_session": False})
    return sorted({entry_id for entry_id, _, _ in keys})
