"""What the audit log knows that a page shows: why a meeting was cancelled, how a due day moved."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.accounts.models import Person, User
from app.audit.models import AuditEntry
from app.kernel.db import db


def entries(kind: str, record_id: int, action: str) -> Sequence[Any]:
    """One kind of action on one record, oldest first: rows with at, name and name_en of who, changes, details."""
    found = (
        select(AuditEntry.at, AuditEntry.changes, AuditEntry.details, Person.name, Person.name_en)
        .join(User, User.id == AuditEntry.actor_id)
        .join(Person, Person.id == User.person_id)
        .where(AuditEntry.subject_kind == kind, AuditEntry.subject_id == record_id, AuditEntry.action == action)
    )
    return db.session.execute(found.order_by(AuditEntry.id)).all()
