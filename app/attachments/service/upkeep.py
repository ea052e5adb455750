"""Keeping storage and rows in step, for who runs the installation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from app.attachments import rules
from app.attachments.models import Attachment
from app.audit import service as audit
from app.kernel import clock, settings, storage
from app.kernel.db import command, db


@dataclass(frozen=True)
class Stray:
    """A content without a row that was removed, and its size."""

    key: str
    size: int


def sweep() -> Iterator[Stray]:
    """Remove contents that have no row and are older than a day: what an interrupted upload left behind."""
    place, known = storage.present(), set(db.session.scalars(select(Attachment.storage_key)))
    limit = clock.now() - rules.ORPHAN_AGE
    for key, put_at in place.listed():
        if key not in known and put_at < limit:
            stray = Stray(key, place.size(key) or 0)
            place.delete(key)
            yield stray


def missing() -> Iterator[Attachment]:
    """Rows whose content is not where it should be, or has another size."""
    place = storage.present()
    for row in db.session.scalars(
        select(Attachment).where(Attachment.storage_key.is_not(None)).order_by(Attachment.id)
    ):
        if place.size(row.storage_key or "") != row.size:
            yield row


def erase_withdrawn() -> int:
    """Erase the contents of files that were withdrawn longer ago than the office keeps them; how many there were.

    The rows stay, with who withdrew them and why. A content goes only after its row has been committed.
    """
    keys = _let_go(clock.now() - timedelta(days=settings.read(rules.KEEP_WITHDRAWN)))
    for key in keys:
        storage.present().delete(key)
    return len(keys)


@command
def _let_go(before: object) -> Sequence[str]:
    found = select(Attachment).where(Attachment.storage_key.is_not(None), Attachment.withdrawn_at < before)
    keys = []
    for row in db.session.scalars(found):
        keys.append(row.storage_key or "")
        row.storage_key = None
        audit.record(None, "attachment.erase", row, name=row.name, sha256=row.sha256)
    return keys
