"""The list of entries for whoever audits."""

from sqlalchemy import select

from app.audit import rules
from app.audit.models import AuditEntry
from app.kernel import clock
from app.kernel.db import db
from app.kernel.permissions import Actor


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
