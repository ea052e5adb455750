"""What of an entry stands beside the chain, how the chain is made, and how long entries are kept.

The chain and its macs need the installation's key: who holds only the database can break it but not mend it
(docs/decisions/0012).
"""

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_hex
from typing import Any, Protocol

from app.audit.models import CHANGES, DETAILS, AuditEntry, AuditSeal, AuditValue
from app.kernel import settings
from app.kernel.text import Message

#: What the chain's keys are derived for.
KEY_PURPOSE = "audit chain"
#: The link before the first one.
GENESIS = "0" * 64
_NONCE = 16
#: Entries are numbered before they are committed: one that stays this far behind was not in flight but put in.
IN_FLIGHT = 5_000
#: The law asks for six months.
SHORTEST_KEPT = 180
#: The action whose entry lists, under `emptied`, the entries that an erasure has emptied.
ERASING = "contact.erase"
#: Refusals of one person at one door within this span are one entry.
REFUSAL_SPAN = timedelta(minutes=1)

KEPT_DAYS = settings.declare(
    settings.WholeNumber(
        code="audit.kept_days",
        group=Message("Audit log"),
        title=Message("How long the audit log is kept"),
        explanation=Message("Older entries are removed by “flask audit purge”; the chain of the rest still verifies."),
        default=365,
        lowest=SHORTEST_KEPT,
        highest=36_500,
        unit=Message("days"),
    )
)


class Sealed(Protocol):
    """All of an entry that its mac is over."""

    at: datetime
    actor_id: int | None
    action: str
    subject_kind: str
    subject_id: int | None
    plain_changes: dict[str, Any]
    plain_details: dict[str, Any]
    digests: dict[str, str] | None
    request_id: str
    address: str
    session_id: int | None


@dataclass(frozen=True)
class Told:
    """What an entry tells, parted: what holds no text stays in it, the rest stands beside it."""

    changes: dict[str, Any]
    details: dict[str, Any]
    beside: list[AuditValue]

    @property
    def digests(self) -> dict[str, str] | None:
        return {f"{value.part}.{value.field}": digest_of(value) for value in self.beside} or None


def part(changes: Mapping[str, Sequence[Any]], details: Mapping[str, Any], *, known: Iterable[str] = ()) -> Told:
    """Whatever holds a text may name a person, so it goes beside; `known` fields hold no more than a dot."""
    beside = [
        *(_value(CHANGES, name, *pair) for name, pair in changes.items() if holds_text(pair) and name not in known),
        *(_value(DETAILS, name, None, value) for name, value in details.items() if holds_text(value)),
    ]
    moved = {(value.part, value.field) for value in beside}
    return Told(
        {name: plain(pair) for name, pair in changes.items() if (CHANGES, name) not in moved},
        {name: plain(value) for name, value in details.items() if (DETAILS, name) not in moved},
        beside,
    )


def holds_text(value: Any) -> bool:
    """Whether there is a text in it that somebody may have typed: codes of enums, dates and numbers are none."""
    if isinstance(value, dict | list | tuple):
        return any(holds_text(item) for item in (value.values() if isinstance(value, dict) else value))
    return type(value) is str and value != ""


def plain(value: Any) -> Any:
    """A value as JSON keeps it: dates as ISO text, tuples as lists."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _value(where: str, name: str, before: Any, after: Any) -> AuditValue:
    return AuditValue(part=where, field=name, salt=token_hex(16), before=as_json(before), after=as_json(after))


def as_json(value: Any) -> str:
    """A value as one text, the same for the same value; characters stay readable so that they can be found."""
    return json.dumps(plain(value), sort_keys=True, ensure_ascii=False)


def digest_of(value: AuditValue) -> str:
    """The salted digest that the entry holds of a text beside it."""
    told = json.dumps([value.salt, value.part, value.field, value.before, value.after])
    return sha256(told.encode()).hexdigest()


def entry_mac(key: bytes, entry: Sealed, nonce: str | None = None) -> str:
    """Over everything an entry says, with a number used once in front, so that no two entries share a mac.

    The entry's own number and place come with the link.
    """
    once = token_hex(_NONCE // 2) if nonce is None else nonce
    return once + _mac(
        key,
        "entry",
        once,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.action,
        entry.subject_kind,
        entry.subject_id,
        entry.plain_changes,
        entry.plain_details,
        entry.digests,
        entry.request_id,
        entry.address,
        entry.session_id,
    )


def is_signed(key: bytes, entry: AuditEntry) -> bool:
    """Whether an entry says what the program made it say."""
    return hmac.compare_digest(entry.mac, entry_mac(key, entry, entry.mac[:_NONCE]))


def next_link(key: bytes, before: str, position: int, entry: AuditEntry) -> str:
    """The link of an entry at a place: over the link before, the place, the entry's number and what it says.

    An entry from before there were macs is taken as it stands.
    """
    return _mac(key, "link", before, position, entry.id, entry.mac or entry_mac(key, entry, ""))


def seal_mac(key: bytes, seal: AuditSeal) -> str:
    """Over a checkpoint."""
    return _mac(key, "seal", seal.kind, seal.position, seal.entry_id, seal.link)


def _mac(key: bytes, *told: Any) -> str:
    return hmac.digest(key, json.dumps(told, sort_keys=True).encode(), sha256).hex()


def extra_values(entry: AuditEntry) -> Iterator[str]:
    """Texts beside an entry that it does not know of, and texts it knows of that are not there."""
    here = {f"{value.part}.{value.field}" for value in entry.values}
    yield from sorted(here ^ (entry.digests or {}).keys())


def is_genuine(entry: AuditEntry, value: AuditValue, erased: frozenset[int]) -> bool:
    """Whether a text beside an entry is what was written, or was emptied by an erasure that is on record."""
    if value.is_erased:
        return value.before is None and value.after is None and entry.id in erased
    return (entry.digests or {}).get(f"{value.part}.{value.field}") == digest_of(value)
