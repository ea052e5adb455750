"""Entries in words: who, what, and each change as label, before and after, as far as the reader may know them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Any

from app.audit import rules
from app.audit.models import AuditEntry
from app.kernel import figures
from app.kernel.errors import NotFound
from app.kernel.histories import HISTORIES, TERMS, Field, Names, Reads
from app.kernel.permissions import Actor
from app.kernel.personal import MASKS
from app.kernel.subjects import SUBJECTS
from app.kernel.text import Message

Shown = Message | str
NOTHING = "—"
_SINGLY = 60
HIDDEN = Message("(hidden)")
ERASED = Message("(erased on request)")
_YES_NO = {True: Message("Yes"), False: Message("No")}


@dataclass(frozen=True)
class Change:
    """One line of an entry: a field with before and after, or a detail, which has no before (None)."""

    label: Shown
    before: Shown | None
    after: Shown


@dataclass(frozen=True)
class Told:
    """An entry as its reader sees it. `endpoint` with `values` is the record's page, where it has one."""

    entry: AuditEntry
    who: Shown
    action: Shown
    kind: Shown
    title: Shown
    endpoint: str
    values: Mapping[str, int]
    changes: Sequence[Change]


def told(actor: Actor, entries: Sequence[AuditEntry]) -> list[Told]:
    """Entries in words, in their order: one statement for each table that they name."""
    teller = _Teller(actor, entries)
    return [teller.tell(entry) for entry in entries]


class _Teller:
    """Knows the names of everything that some entries speak of."""

    def __init__(self, actor: Actor, entries: Sequence[AuditEntry]) -> None:
        self.actor = actor
        self.words: dict[str, Mapping[str, Message]] = {}
        wanted: dict[str, set[int]] = {}
        for entry in entries:
            for table, number in _records_in(entry):
                wanted.setdefault(table, set()).add(number)
        self.names = {
            table: HISTORIES[table].names(actor, sorted(ids))
            if table in HISTORIES
            else _named_singly(actor, table, ids)
            for table, ids in wanted.items()
            if table in HISTORIES or table in SUBJECTS
        }

    def tell(self, entry: AuditEntry) -> Told:
        known = entry.subject_kind in SUBJECTS
        subject = SUBJECTS[entry.subject_kind] if known else None
        title = self._record(entry.subject_kind, entry.subject_id) if entry.subject_id else ""
        seen = subject is not None and bool(title) and title is not HIDDEN
        return Told(
            entry=entry,
            who=self._record("users", entry.actor_id) if entry.actor_id else "",
            action=rules.action_word(entry.action),
            kind=subject.word if subject else rules.LISTS.get(entry.subject_kind, entry.subject_kind),
            title=title,
            endpoint=subject.endpoint if subject and seen else "",
            values={subject.key: entry.subject_id} if subject and seen and entry.subject_id else {},
            changes=list(self._changes(entry)),
        )

    def _changes(self, entry: AuditEntry) -> Iterator[Change]:
        for name, (before, after) in sorted(entry.changes.items()):
            field = _field(entry.subject_kind, name)
            if name in entry.erased:
                yield Change(field.label, ERASED, ERASED)
            else:
                yield Change(field.label, self._say(field, before), self._say(field, after))
        for name, value in sorted(entry.details.items()):
            field = _detail(entry, name)
            if value in (None, "", [], {}) and name not in entry.erased:
                continue
            yield Change(field.label, None, ERASED if name in entry.erased else self._say(field, value))

    def _say(self, field: Field, value: Any) -> Shown:
        if value is None or value in ("", [], {}):
            return NOTHING
        if isinstance(value, list):
            return reduce(_beside, (self._say(field, item) for item in value))
        if isinstance(value, dict):
            return ", ".join(f"{name}: {item}" for name, item in sorted(value.items()))
        try:
            return self._one(field, value)
        except (ValueError, TypeError, AttributeError):  # kept by a program that knew another kind of value
            return str(value)

    def _one(self, field: Field, value: Any) -> Shown:
        locale = self.actor.locale
        readers: Mapping[Reads, Callable[[], Shown]] = {
            Reads.TEXT: lambda: str(value),
            Reads.MONEY: lambda: figures.money(value, locale),
            Reads.AREA: lambda: figures.area(value, locale),
            Reads.DAY: lambda: figures.day(date.fromisoformat(value), locale),
            Reads.MOMENT: lambda: figures.moment(datetime.fromisoformat(value), locale),
            Reads.YES_NO: lambda: _YES_NO[bool(value)],
            Reads.CODE: lambda: field.words.get(str(value), str(value)),
            Reads.TERM: lambda: self._words(field.of).get(value, str(value)),
            Reads.RECORD: lambda: self._record(field.of, value),
            Reads.PERSONAL: lambda: MASKS[field.of](value),
            Reads.SECRET: lambda: "•••",
        }
        return readers[field.reads]()

    def _words(self, vocabulary: str) -> Mapping[str, Message]:
        if vocabulary not in self.words:
            self.words[vocabulary] = TERMS["vocabularies"](vocabulary, self.actor.locale)
        return self.words[vocabulary]

    def _record(self, table: str, number: int) -> Shown:
        """A record's name; that it is hidden where the reader may not know it; its number where nobody names it."""
        if table not in self.names:
            return f"#{number}"
        names: Names | None = self.names[table].get(number)
        if names is None:
            return HIDDEN
        first, second = names if self.actor.locale == "zh" else (names[1], names[0])
        return first or second or f"#{number}"


def _named_singly(actor: Actor, table: str, ids: Iterable[int]) -> dict[int, Names]:
    """Names of records whose room tells no history: one by one, as many as a page has."""
    found: dict[int, Names] = {}
    for number in sorted(ids)[:_SINGLY]:
        with suppress(NotFound):
            found[number] = SUBJECTS[table].names(SUBJECTS[table].get(actor, number))
    return found


def _beside(left: Shown, right: Shown) -> Shown:
    return Message("%(left)s, %(right)s", left=left, right=right)


def _field(table: str, name: str) -> Field:
    if table in HISTORIES and name in HISTORIES[table].fields:
        return HISTORIES[table].fields[name]
    return rules.DETAILS.get(name, Field(Message(name)))


def _detail(entry: AuditEntry, name: str) -> Field:
    """A detail as its verb means it: a file's are not those of the record on which it lies."""
    if entry.action.startswith("attachment.") and name in rules.FILE_DETAILS:
        return rules.FILE_DETAILS[name]
    return _field(entry.subject_kind, name)


def _records_in(entry: AuditEntry) -> Iterator[tuple[str, int]]:
    """Table and number of everything that an entry names."""
    if entry.actor_id:
        yield "users", entry.actor_id
    if entry.subject_id:
        yield entry.subject_kind, entry.subject_id
    told_values = {**entry.changes, **{name: [value] for name, value in entry.details.items()}}
    for name, values in told_values.items():
        field = _field(entry.subject_kind, name)
        if field.reads is Reads.RECORD:
            flat = (item for value in values for item in (value if isinstance(value, list) else [value]))
            yield from ((field.of, item) for item in flat if isinstance(item, int))
