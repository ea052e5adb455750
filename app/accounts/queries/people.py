"""Units and the people of the area."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import (
    Person,
    PersonPost,
    Unit,
)
from app.kernel.db import db
from app.kernel.errors import Invalid, NotFound
from app.kernel.search import matches
from app.kernel.text import Message


def first_unit_id() -> int | None:
    """The unit that stands first in the area."""
    found = select(Unit.id).where(Unit.archived_at.is_(None)).order_by(Unit.position, Unit.id)
    return db.session.scalar(found.limit(1))


def unit_parents() -> dict[int, int | None]:
    """Every unit's parent: the tree is small, a few dozen rows."""
    return dict(db.session.execute(select(Unit.id, Unit.parent_id)).all())


def get_unit(unit_id: int) -> Unit:
    unit = db.session.get(Unit, unit_id)
    if unit is None:
        raise NotFound
    return unit


def list_units(*, kind: str | None = None, besides: int | None = None) -> list[Unit]:
    """Units in the order of the organisation, archived ones left out, but for the one named `besides`."""
    found = select(Unit).where(or_(Unit.archived_at.is_(None), Unit.id == besides)).order_by(Unit.position, Unit.id)
    return list(db.session.scalars(found.where(Unit.kind == kind) if kind else found))


def get_person(person_id: int) -> Person:
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def people(ids: Sequence[int]) -> dict[int, Person]:
    """Those of the people asked for who exist, by id."""
    found = db.session.scalars(select(Person).where(Person.id.in_(ids)).options(joinedload(Person.unit)))
    return {person.id: person for person in found}


def search_people(text: str, limit: int = 12) -> Sequence[Person]:
    """People of the area by name, pinyin or initials, in protocol order; without a text the first ones."""
    found = select(Person).where(Person.archived_at.is_(None)).options(joinedload(Person.unit))
    if text.strip():
        found = found.where(matches(Person.search, text))
    return db.session.scalars(found.order_by(Person.protocol_order, Person.id).limit(limit)).all()


def unit_at(person: Person, day: date) -> tuple[int, str]:
    """A person's unit and post on a day: the post then held, else the present one."""
    post = db.session.scalar(
        select(PersonPost)
        .where(
            PersonPost.person_id == person.id,
            PersonPost.since <= day,
            (PersonPost.until.is_(None)) | (PersonPost.until > day),
        )
        .order_by(PersonPost.since.desc())
        .limit(1)
    )
    return (post.unit_id, post.post_zh) if post else (person.unit_id, person.post_zh)


def list_people(*, unit_kind: str | None = None) -> Sequence[Person]:
    """Everybody of the area, or those of units of a kind, in protocol order."""
    found = select(Person).where(Person.archived_at.is_(None)).options(joinedload(Person.unit))
    if unit_kind:
        found = found.where(Person.unit_id.in_(select(Unit.id).where(Unit.kind == unit_kind)))
    return db.session.scalars(found.order_by(Person.protocol_order, Person.id)).all()


def check_unit(unit_id: int | None, field: str = "unit_id") -> int | None:
    """The same number if there is such a unit; Invalid at the field otherwise."""
    if unit_id is not None and db.session.get(Unit, unit_id) is None:
        raise Invalid.at(field, Message("There is no such unit."))
    return unit_id
