"""Telling people, inside the command that is the reason: who may not see the record is told nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.kernel import clock
from app.kernel.db import db
from app.kernel.permissions import Actor
from app.kernel.upsert import upsert
from app.notifications import queries, rules
from app.notifications.models import Kind, Notification
from app.notifications.rules import Detail


@dataclass(frozen=True)
class Reminder:
    """What one user is reminded of: the number of the record, and details. `once` is never told to them again."""

    user_id: int
    subject_id: int
    once: str = ""
    details: Mapping[str, Detail] = field(default_factory=dict)


def notify(
    kind: Kind | str,
    recipients: Iterable[int | None],
    subject_kind: str,
    subject_id: int,
    *,
    by: Actor | None = None,
    once: str = "",
    **details: Detail,
) -> int:
    """Inside a command: tell users something about a record; how many are told.

    Whoever did it (`by`) is not told, nor who may not sign in or not see the record. With `once` a user to whom this
    key was told before is not told again. Details are those of `rules.DETAILS`.
    """
    told = sorted({user for user in recipients if user} - ({by.id} if by else set()))
    reminders = [Reminder(user, subject_id, once, details) for user in told]
    return remind(kind, subject_kind, reminders, by=by)


def remind(kind: Kind | str, subject_kind: str, reminders: Sequence[Reminder], *, by: Actor | None = None) -> int:
    """`notify` about many records of one kind at once, with a few statements for each user."""
    if not db.session.info.get("in_command"):
        raise RuntimeError("people are told inside the command that is the reason")
    db.session.flush()
    by_user: dict[int, list[Reminder]] = {}
    for reminder in reminders:
        by_user.setdefault(reminder.user_id, []).append(reminder)
    rows = []
    for reader in queries.readers(by_user):
        seen = _seen(reader, subject_kind, {one.subject_id for one in by_user[reader.id]})
        rows += [_row(Kind(kind), subject_kind, one, by) for one in by_user[reader.id] if one.subject_id in seen]
    if not rows:
        return 0
    db.session.execute(upsert(Notification).on_conflict_do_nothing(), rows)
    return len(rows)


_AT_ONCE = 500


def _seen(reader: Actor, subject_kind: str, ids: Collection[int]) -> set[int]:
    """Asked in parts: a statement holds only so many numbers."""
    numbers, seen = sorted(ids), set[int]()
    for start in range(0, len(numbers), _AT_ONCE):
        seen |= queries.seen(reader, subject_kind, numbers[start : start + _AT_ONCE]).keys()
    return seen


def _row(kind: Kind, subject_kind: str, reminder: Reminder, by: Actor | None) -> dict[str, Any]:
    return {
        "user_id": reminder.user_id,
        "kind": kind,
        "subject_kind": subject_kind,
        "subject_id": reminder.subject_id,
        "params": rules.kept(reminder.details),
        "by_id": by.id if by else None,
        "once": reminder.once or None,
        "created_at": clock.now(),
    }
