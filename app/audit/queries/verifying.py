"""Whether everything in the audit log is as it was written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.audit import rules
from app.audit.models import AuditEntry, AuditLink, AuditSeal, AuditValue
from app.audit.queries.chain import anchor_holds, let_go, newest_seal, outside_chain
from app.kernel import installation
from app.kernel.db import db
from app.kernel.text import Message

_CHUNK = 500


@dataclass(frozen=True)
class Verdict:
    """What `verify` has found: how many entries are as written, and what is not, the first broken one first."""

    entries: int
    faults: Sequence[Message]

    @property
    def is_sound(self) -> bool:
        return not self.faults


class _Walk:
    """One walk along the chain."""

    def __init__(self) -> None:
        self.key = installation.present().key(rules.KEY_PURPOSE)
        self.seals = list(db.session.scalars(select(AuditSeal).order_by(AuditSeal.position, AuditSeal.id)))
        start = next((seal for seal in self.seals if seal.kind == "purge"), None)
        self.position, self.link = (start.position, start.link) if start else (0, rules.GENESIS)
        self.unsigned_until = max((seal.position for seal in self.seals if seal.kind == "first"), default=0)
        self.highest = max((seal.entry_id for seal in self.seals), default=0)
        self.erased = _erased_entries()
        self.seen = 0

    def faults(self) -> Iterator[Message]:
        for seal in self.seals:
            if seal.mac != rules.seal_mac(self.key, seal):
                yield Message("Checkpoint %(number)s was changed or put in.", number=seal.id)
                return
        if not self.seals:
            yield Message("The chain is gone: there is no checkpoint.")
            return
        yield from self._along()
        yield from self._repeated()
        yield from self._loose_values()
        yield from self._outside()
        newest = newest_seal()
        if newest and newest.position != self.position:
            yield Message(
                "The end is missing: %(sealed)s entries were sealed, the chain has %(here)s.",
                sealed=newest.position,
                here=self.position,
            )
        if not anchor_holds():
            yield Message("The chain does not go through the place that is noted outside the database (audit.head).")

    def _along(self) -> Iterator[Message]:
        checkpoints = {seal.position: seal for seal in self.seals if seal.kind != "purge"}
        while links := self._links():
            entries = _entries([link.entry_id for link in links])
            for link in links:
                yield from self._step(link, entries.get(link.entry_id))
                if link.position in checkpoints and checkpoints[link.position].link != link.link:
                    yield Message("The chain was changed at entry %(number)s.", number=link.entry_id)
            let_go(entries.values())
            for link in links:
                db.session.expunge(link)

    def _links(self) -> Sequence[AuditLink]:
        found = select(AuditLink).where(AuditLink.position > self.position).order_by(AuditLink.position)
        return db.session.scalars(found.limit(_CHUNK)).all()

    def _step(self, link: AuditLink, entry: AuditEntry | None) -> Iterator[Message]:
        if link.position != self.position + 1:
            yield Message("The chain has a gap before entry %(number)s.", number=link.entry_id)
        if entry is None:
            yield Message("Entry %(number)s is missing.", number=link.entry_id)
        elif (flaw := self._flaw(link, entry)) is not None:
            yield flaw
        self.position, self.link = link.position, link.link
        self.seen += 1

    def _flaw(self, link: AuditLink, entry: AuditEntry) -> Message | None:
        signed = rules.is_signed(self.key, entry)
        if not signed and (entry.mac or link.position > self.unsigned_until):
            return Message("Entry %(number)s was changed.", number=entry.id)
        if link.link != rules.next_link(self.key, self.link, link.position, entry):
            return Message("Entry %(number)s is not the one that was written at its place.", number=entry.id)
        return self._flaw_beside(entry)

    def _flaw_beside(self, entry: AuditEntry) -> Message | None:
        for field in rules.extra_values(entry):
            return Message(
                "Entry %(number)s: a text was taken away or put in (%(field)s).", number=entry.id, field=field
            )
        for value in entry.values:
            if not rules.is_genuine(entry, value, self.erased):
                return Message("Entry %(number)s: a text was changed (%(field)s).", number=entry.id, field=value.field)
        return None

    def _repeated(self) -> Iterator[Message]:
        """A genuine entry put in once more."""
        again = select(func.max(AuditEntry.id)).where(AuditEntry.mac != "").group_by(AuditEntry.mac)
        for number in db.session.scalars(again.having(func.count() > 1).limit(1)):
            yield Message("Entry %(number)s repeats another one: it was put in.", number=number)

    def _loose_values(self) -> Iterator[Message]:
        """Texts beside no entry at all."""
        loose = select(AuditValue.entry_id).where(AuditValue.entry_id.not_in(select(AuditEntry.id))).limit(1)
        for number in db.session.scalars(loose):
            yield Message("A text stands beside entry %(number)s, which is missing.", number=number)

    def _outside(self) -> Iterator[Message]:
        """Entries since the last seal: each by itself must be genuine, and none may lie far behind."""
        for entry in db.session.scalars(outside_chain().order_by(AuditEntry.id).limit(_CHUNK)):
            if entry.id <= self.highest - rules.IN_FLIGHT or not rules.is_signed(self.key, entry):
                yield Message("Entry %(number)s was put in or changed: it is not part of the chain.", number=entry.id)
                return
            if (flaw := self._flaw_beside(entry)) is not None:
                yield flaw


def verify() -> Verdict:
    """Walk the whole chain. Seal first, so that as much as possible is in it."""
    walk = _Walk()
    return Verdict(faults=list(walk.faults()), entries=walk.seen)


def _entries(ids: Sequence[int]) -> dict[int, AuditEntry]:
    found = select(AuditEntry).where(AuditEntry.id.in_(ids))
    return {entry.id: entry for entry in db.session.scalars(found)}


def _erased_entries() -> frozenset[int]:
    """The entries whose texts an erasure on record has emptied."""
    found = select(AuditEntry).where(AuditEntry.action == rules.ERASING)
    return frozenset(number for entry in db.session.scalars(found) for number in entry.plain_details.get("emptied", []))
