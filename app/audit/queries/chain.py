"""The chain's ends: the newest checkpoint, what is not sealed yet, and the place noted outside the database."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import raiseload

from app.audit import rules
from app.audit.models import AuditEntry, AuditLink, AuditSeal
from app.kernel import installation
from app.kernel.db import db


def newest_seal() -> AuditSeal | None:
    """The checkpoint that is furthest along."""
    found = select(AuditSeal).order_by(AuditSeal.position.desc(), AuditSeal.id.desc())
    return db.session.scalar(found.limit(1))


def unsealed(newest: AuditSeal | None, limit: int) -> Sequence[AuditEntry]:
    """Entries that are not in the chain yet, in the order of their numbers.

    A number is given before the entry is committed, so a few lower ones may come late.
    """
    low = newest.entry_id - rules.IN_FLIGHT if newest else 0
    found = outside_chain().where(AuditEntry.id > low).order_by(AuditEntry.id).limit(limit)
    return db.session.scalars(found.options(raiseload(AuditEntry.values))).all()


def outside_chain() -> Select[AuditEntry]:
    """Entries without a link."""
    return select(AuditEntry).where(~exists().where(AuditLink.entry_id == AuditEntry.id))


def let_go(entries: Iterable[AuditEntry]) -> None:
    """Forget entries that have been read, so that a walk along the whole log keeps few in memory."""
    for entry in entries:
        for value in entry.values:
            db.session.expunge(value)
        db.session.expunge(entry)


def last_link_before(instant: datetime) -> AuditLink | None:
    """The last link of the stretch in which every entry is older than the instant."""
    younger = (
        select(AuditLink.position)
        .join(AuditEntry, AuditEntry.id == AuditLink.entry_id)
        .where(AuditEntry.at >= instant)
        .order_by(AuditLink.position)
        .limit(1)
    )
    first = db.session.scalar(younger)
    found = select(AuditLink).order_by(AuditLink.position.desc()).limit(1)
    return db.session.scalar(found if first is None else found.where(AuditLink.position < first))


def anchor_path() -> Path:
    """The file outside the database that knows the chain's newest place."""
    return installation.present().folder / "audit.head"


def anchor_holds() -> bool:
    """Whether the chain goes through the place noted outside the database, as far as one is noted.

    A place that retention has removed cannot be compared any more.
    """
    noted = _anchor()
    if noted is None:
        return True
    start = db.session.scalar(select(AuditSeal.position).where(AuditSeal.kind == "purge").limit(1)) or 0
    if noted["position"] < max(start, 1):
        return True
    if noted["position"] == start:
        link = db.session.scalar(select(AuditSeal.link).where(AuditSeal.kind == "purge").limit(1))
    else:
        link = db.session.scalar(select(AuditLink.link).where(AuditLink.position == noted["position"]))
    return bool(link == noted["link"])


def _anchor() -> dict[str, Any] | None:
    try:
        noted: dict[str, Any] = json.loads(anchor_path().read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    return noted
