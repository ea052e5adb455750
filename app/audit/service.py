"""Writing the audit log, in the transaction of the thing that is done."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.kernel.db import Model, command, db
from app.kernel.permissions import Actor
from app.kernel.tabular import Receipt

_SECRET = {"password_hash", "token_digest"}
_SILENT = {"search", "name_sort", "next_due_sort", "version", "updated_at", "created_at", "path", "root_id"}


def record(actor: Actor | None, action: str, subject: Model, **details: Any) -> None:
    """Note what was done to a record, with what changed in it since the command began.

    `action` is `room.verb`. Values are kept as JSON: dates as ISO text, enums as their codes.
    """
    db.session.flush()
    collected: dict[Any, dict[str, Any]] = db.session.info.get("luodi_changes", {})
    state = inspect(subject)
    changed = collected.pop(state.identity_key, {})
    db.session.add(
        AuditEntry(
            actor_id=actor.id if actor else None,
            action=action,
            subject_kind=subject.__tablename__,
            subject_id=state.identity[0] if state.identity else None,
            changes={name: values for name, values in changed.items() if values[0] != values[1] or name in _SECRET},
            details={name: _plain(value) for name, value in details.items()},
            **_where_from(),
        )
    )


def note(actor: Actor | None, action: str, **details: Any) -> None:
    """Note something that is not about one record, such as a refused sign-in."""
    kept = {name: _plain(value) for name, value in details.items()}
    actor_id = actor.id if actor else None
    db.session.add(AuditEntry(actor_id=actor_id, action=action, details=kept, **_where_from()))


@command
def record_export(actor: Actor, name: str, filters: dict[str, Any], kind: str, receipt: Receipt) -> None:
    """Note who took which list out, with how many rows, and the SHA-256 of the file."""
    note(actor, "list.export", list=name, filters=filters, kind=kind, rows=receipt.rows, sha256=receipt.digest)


def _where_from() -> dict[str, str]:
    """The request's number and address, set by the door on the session (empty for commands)."""
    origin: dict[str, str] = db.session.info.get("luodi_origin", {})
    return {"request_id": origin.get("request_id", ""), "address": origin.get("address", "")}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


@event.listens_for(Session, "before_flush")
def _collect_changes(session: Session, _context: object, _instances: object) -> None:
    """Gather before/after of every changed column, so that `record` can tell them after the last flush.

    A column that changes in several flushes keeps its first value as the one before.
    """
    collected = session.info.setdefault("luodi_changes", {})
    for subject in session.dirty:
        state = inspect(subject)
        for attribute in state.mapper.column_attrs:
            history = state.attrs[attribute.key].history
            if attribute.key in _SILENT or not history.has_changes():
                continue
            before, after = (side[0] if side else None for side in (history.deleted, history.added))
            if attribute.key in _SECRET:
                before, after = "•", "•"
            told = collected.setdefault(state.identity_key, {}).setdefault(attribute.key, [_plain(before), None])
            told[1] = _plain(after)


@event.listens_for(Session, "after_rollback")
@event.listens_for(Session, "after_commit")
def _forget_changes(session: Session) -> None:
    session.info.pop("luodi_changes", None)
