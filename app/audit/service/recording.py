"""Writing entries: what was done, what changed by it, and from where."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from app.audit import queries, rules
from app.audit.models import AuditEntry
from app.audit.service.alone import take_turn
from app.audit.service.behalf import behalf_of
from app.kernel import clock, installation
from app.kernel.db import Model, command, db
from app.kernel.permissions import Actor
from app.kernel.tabular import Receipt

_SECRET = {"password_hash", "token_digest", "secret_sealed", "address_sealed", "code_digest", "name_digest"}
_SILENT = {
    "search",
    "name_sort",
    "next_due_sort",
    "stage_position",
    "open_plan_sort",
    "version",
    "updated_at",
    "created_at",
    "path",
    "root_id",
}


def record(actor: Actor | None, action: str, subject: Model, **details: Any) -> None:
    """Note what was done to a record, with what changed in it since the command began.

    `action` is `room.verb`. Values are kept as JSON: dates as ISO text, enums as their codes; texts beside the chain.
    """
    db.session.flush()
    collected: dict[Any, dict[str, Any]] = db.session.info.get("luodi_changes", {})
    state = inspect(subject)
    changed = collected.pop(state.identity_key, {})
    changes = {name: values for name, values in changed.items() if values[0] != values[1] or name in _SECRET}
    number = state.identity[0] if state.identity else None
    if behalf := behalf_of(actor, subject):
        details["on_behalf_of"] = behalf
    _write(actor, action, changes, details, kind=subject.__tablename__, subject_id=number)


def note(actor: Actor | None, action: str, **details: Any) -> None:
    """Note something that is not about one record, such as a refused sign-in."""
    _write(actor, action, {}, details)


@command
def record_export(
    actor: Actor, name: str, filters: dict[str, Any], kind: str, receipt: Receipt, *, reason: str = ""
) -> None:
    """Note who took which list out, with how many rows, and the SHA-256 of the file; why, where a reason is asked."""
    more = {"reason": reason} if reason else {}
    note(actor, "list.export", list=name, filters=filters, kind=kind, rows=receipt.rows, sha256=receipt.digest, **more)


def record_refusal(actor: Actor, door: str) -> None:
    """Note that a door was shut to somebody: once a minute at most, so that nobody floods the log by knocking."""
    if not queries.was_refused_lately(actor, door):
        _record_refusal(actor, door)


@command
def _record_refusal(actor: Actor, door: str) -> None:
    take_turn("refusals", actor.id)
    if not queries.was_refused_lately(actor, door):
        _write(actor, "access.refuse", {}, {}, kind=door)


def _write(
    actor: Actor | None,
    action: str,
    changes: Mapping[str, Any],
    details: Mapping[str, Any],
    *,
    kind: str = "",
    subject_id: int | None = None,
) -> None:
    told = rules.part(changes, details, known=_SECRET)
    origin: dict[str, str] = db.session.info.get("luodi_origin", {})
    entry = AuditEntry(
        at=clock.now(),
        actor_id=actor.id if actor else None,
        action=action,
        subject_kind=kind,
        subject_id=subject_id,
        plain_changes=told.changes,
        plain_details=told.details,
        digests=told.digests,
        request_id=origin.get("request_id", ""),
        address=origin.get("address", ""),
        session_id=actor.session_id if actor else None,
        values=told.beside,
    )
    entry.mac = rules.entry_mac(installation.present().key(rules.KEY_PURPOSE), entry)
    db.session.add(entry)


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
            told = collected.setdefault(state.identity_key, {}).setdefault(attribute.key, [before, None])
            told[1] = after


@event.listens_for(Session, "after_rollback")
@event.listens_for(Session, "after_commit")
def _forget_changes(session: Session) -> None:
    session.info.pop("luodi_changes", None)
