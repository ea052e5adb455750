"""What the audit log knows that a page shows: why a meeting was cancelled, how a due day moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.accounts.models import Person, User
from app.audit.models import AuditEntry
from app.kernel.db import db


@dataclass(frozen=True)
class Deed:
    """What somebody did to a record: when, who, what changed by it and what was said."""

    at: datetime
    changes: Mapping[str, Any]
    details: Mapping[str, Any]
    name: str
    name_en: str


def entries(kind: str, record_id: int, action: str) -> Sequence[Deed]:
    """One kind of action on one record, oldest first."""
    found = (
        select(AuditEntry, Person.name, Person.name_en)
        .join(User, User.id == AuditEntry.actor_id)
        .join(Person, Person.id == User.person_id)
        .where(AuditEntry.subject_kind == kind, AuditEntry.subject_id == record_id, AuditEntry.action == action)
    )
    return [
        Deed(entry.at, entry.changes, entry.details, name, name_en)
        for entry, name, name_en in db.session.execute(found.order_by(AuditEntry.id))
    ]
