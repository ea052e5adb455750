"""What waits to be told to groups, and what everybody in a group may know of it."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.accounts import queries as accounts
from app.accounts.models import Person, User
from app.bots import rules
from app.bots.models import Bot
from app.bots.queries.setting_up import bots
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.histories import Names
from app.kernel.permissions import Actor
from app.kernel.subjects import SUBJECTS
from app.kernel.text import Message
from app.notifications import queries as notifications
from app.notifications import rules as readings
from app.notifications.models import Kind, Notification

#: How many notifications are handed over at once; the rest a minute later.
_MOST = 10_000


def is_anything_waiting() -> bool:
    """Whether groups have not been thought of for some notification; a look, without a command."""
    return db.session.scalar(select(Notification.id).where(Notification.posted_at.is_(None)).limit(1)) is not None


@dataclass(frozen=True)
class Waiting:
    """A notification that no group was thought of for, and the unit of whoever it tells."""

    id: int
    kind: Kind
    unit_id: int


def waiting() -> list[Waiting]:
    """All of them, the oldest first."""
    found = (
        select(Notification.id, Notification.kind, Person.unit_id)
        .join(User, User.id == Notification.user_id)
        .join(Person, Person.id == User.person_id)
        .where(Notification.posted_at.is_(None))
    )
    return [Waiting(*row) for row in db.session.execute(found.order_by(Notification.id).limit(_MOST))]


@dataclass
class Entry:
    """One thing that a group is told, whoever and however many were told it. `title` is empty where it is not for all.

    Who and what else, `who` and `details`, are empty then too.
    """

    kind: Kind
    word: Message
    number: int
    endpoint: str
    values: Mapping[str, Any]
    title: str = ""
    who: list[str] = field(default_factory=list)
    details: Sequence[Message] = ()


def told(bot: Bot, ids: Collection[int]) -> list[Entry]:
    """What the group of a bot is told of these notifications, as of now.

    A record has a name here if everybody whom the group is for may see it and it is not confidential: who else is in
    the group, and whose servers its words lie on, nobody here knows.
    """
    found = select(Notification, Person.name, Person.name_en).join(User, User.id == Notification.user_id)
    found = found.join(Person, Person.id == User.person_id).where(Notification.id.in_(ids), User.is_active)
    rows = [row for row in db.session.execute(found.order_by(Notification.id)) if row[0].subject_kind in SUBJECTS]
    names = _names([row[0] for row in rows], _members(bot))
    entries: dict[Any, Entry] = {}
    for one, name, name_en in rows:
        same = (one.kind, one.subject_kind, one.subject_id, repr(one.params))
        known = names[one.subject_kind].get(one.subject_id)
        entry = entries.setdefault(same, _entry(one, known, bot.locale))
        if known:
            entry.who.append((name_en if bot.locale == "en" else name) or name)
    return list(entries.values())


def _entry(one: Notification, known: Names | None, locale: str) -> Entry:
    subject = SUBJECTS[one.subject_kind]
    entry = Entry(one.kind, subject.word, one.subject_id, subject.endpoint, {subject.key: one.subject_id})
    if known:
        first, second = known if locale == "zh" else (known[1], known[0])
        entry.title = first or second
        entry.details = readings.told(one.params, locale)
    return entry


def _members(bot: Bot) -> list[Actor]:
    """Everybody who signs in and is of a unit that the bot tells."""
    units = rules.covered(bot.unit_id, bots().keys(), accounts.unit_parents())
    found = select(User.id).join(Person, Person.id == User.person_id).where(Person.unit_id.in_(units))
    return notifications.readers(db.session.scalars(found).all())


def _names(found: Sequence[Notification], members: Sequence[Actor]) -> dict[str, dict[int, Names]]:
    """Names of the records that all members may see and that are confidential to nobody."""
    wanted: dict[str, set[int]] = {}
    for one in found:
        wanted.setdefault(one.subject_kind, set()).add(one.subject_id)
    return {kind: _open_names(kind, ids, members) for kind, ids in wanted.items()}


def _open_names(kind: str, ids: set[int], members: Sequence[Actor]) -> dict[int, Names]:
    names: Mapping[int, Names] = {}
    for member in members:
        names = notifications.seen(member, kind, ids)
        ids = ids & names.keys()
    return {number: names[number] for number in ids & names.keys() if _is_open(kind, number, members[0])}


def _is_open(kind: str, number: int, member: Actor) -> bool:
    """Whether the record is confidential to nobody; not where its page is not for this member."""
    subject = SUBJECTS[kind]
    with suppress(NotFound):
        return not subject.is_confidential(subject.get(member, number))
    return False
