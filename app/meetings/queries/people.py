"""Who is picked for a meeting: people of the area where they stood on a day, and contacts with their posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, bindparam, func, or_, select

from app.accounts.models import Person, PersonPost, Unit, User
from app.enterprises.models import ContactPost
from app.kernel.db import db, lasting_alias
from app.kernel.pinyin import pinyin
from app.kernel.search import matches
from app.kernel.text import initials

#: Longer names are not looked for at the beginning of a line.
_LONGEST_NAME = 12
_MOST_CALLED = 200

_Home, _Then = lasting_alias(Unit), lasting_alias(Unit)


_ON_THE_DAY = and_(
    PersonPost.person_id == Person.id,
    PersonPost.since <= bindparam("day"),
    or_(PersonPost.until.is_(None), PersonPost.until > bindparam("day")),
)
_STATIONS = (
    select(
        *(Person.id, Person.name, Person.name_en, Person.unit_id, _Home.kind, Person.post_zh),
        *(PersonPost.unit_id, _Then.kind, PersonPost.post_zh),
    )
    .join(_Home, _Home.id == Person.unit_id)
    .outerjoin(PersonPost, _ON_THE_DAY)
    .outerjoin(_Then, _Then.id == PersonPost.unit_id)
    .where(Person.id.in_(bindparam("ids", expanding=True)))
    .order_by(Person.protocol_order, Person.id, PersonPost.since)
)
_POSTS = select(ContactPost).where(ContactPost.contact_id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True)
class Station:
    """A person of the area with the unit and post they had on a day."""

    person_id: int
    name: str
    name_en: str | None
    unit_id: int
    unit_kind: str
    post_zh: str


@dataclass(frozen=True)
class Called:
    """Somebody of the area whom a name means, and the part of what was typed that is the name."""

    person_id: int
    name: str
    part: str


def stations(person_ids: Sequence[int], day: date) -> list[Station]:
    """Those of the people who exist, in protocol order, where they stood on a day.

    Without a post on that day it is where they stand now; of two posts the later one counts.
    """
    if not person_ids:
        return []
    found = db.session.execute(_STATIONS, {"ids": list(person_ids), "day": day})
    by_person = {row[0]: Station(*row[:3], *(row[6:] if row[6] else row[3:6])) for row in found}
    return list(by_person.values())


def contact_posts(contact_ids: Sequence[int]) -> Sequence[ContactPost]:
    """Every dated post of these contacts."""
    if not contact_ids:
        return []
    return db.session.scalars(_POSTS, {"ids": list(contact_ids)}).all()


def ids_named(name: str) -> Sequence[int]:
    """The people of the area who bear exactly this name, in Chinese or English."""
    same = or_(Person.name == name, func.lower(Person.name_en) == name.lower())
    return db.session.scalars(select(Person.id).where(same, Person.archived_at.is_(None)).limit(2)).all()


def users_among(person_ids: Sequence[int]) -> Sequence[int]:
    """Those of the people who sign in, as users."""
    found = select(User.id).where(User.person_id.in_(person_ids), User.is_active.is_(True))
    return db.session.scalars(found.order_by(User.id)).all()


def called(runs: Sequence[str]) -> dict[str, list[Called]]:
    """Whom each `@…` may mean: by the full name, with which it begins, by pinyin or its initials, or in English."""
    found: dict[str, list[Called]] = {run: [] for run in runs}
    if not found:
        return found
    words = {word.lower() for run in found for word in _readings(run) if word.isascii()}
    prefixes = {run[:length] for run in found for length in range(2, min(len(run), _LONGEST_NAME) + 1)}
    sought = or_(Person.name.in_(prefixes), *(matches(Person.search, word) for word in sorted(words)))
    people = select(Person.id, Person.name, Person.name_en).where(sought, Person.archived_at.is_(None))
    for person in db.session.execute(people.order_by(Person.protocol_order, Person.id).limit(_MOST_CALLED)):
        for run, meant in found.items():
            if part := _part(run, person.name, person.name_en):
                meant.append(Called(person.id, person.name, part))
    return found


def _readings(run: str) -> list[str]:
    """The whole of what was typed, and its first word."""
    return list(dict.fromkeys((run, run.split(maxsplit=1)[0])))


def _part(run: str, name: str, name_en: str) -> str:
    """What of the typed text is this name; empty when nothing is."""
    if run.startswith(name):
        return name
    english = name_en.lower()
    forms = {english, english.replace(" ", ""), *english.split(), initials(name), "".join(pinyin(name))}
    return next((reading for reading in _readings(run) if reading.lower() in forms), "")
