"""Who is picked for a meeting: people of the area where they stood on a day, and contacts with their posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person, PersonPost, Unit
from app.enterprises.models import ContactPost
from app.kernel.db import db


@dataclass(frozen=True)
class Station:
    """A person of the area with the unit and post they had on a day."""

    person: Person
    unit_id: int
    unit_kind: str
    post_zh: str


def stations(person_ids: Sequence[int], day: date) -> list[Station]:
    """Those of the people who exist, in protocol order, where they stood on a day; two statements.

    Without a post on that day it is where they stand now.
    """
    if not person_ids:
        return []
    found = select(Person).where(Person.id.in_(person_ids)).order_by(Person.protocol_order, Person.id)
    persons = db.session.scalars(found.options(joinedload(Person.unit))).all()
    then = select(PersonPost, Unit.kind).join(Unit, Unit.id == PersonPost.unit_id)
    then = then.where(
        PersonPost.person_id.in_(person_ids),
        PersonPost.since <= day,
        or_(PersonPost.until.is_(None), PersonPost.until > day),
    ).order_by(PersonPost.since)
    held = {post.person_id: (post.unit_id, kind, post.post_zh) for post, kind in db.session.execute(then)}
    return [
        Station(person, *held.get(person.id, (person.unit_id, person.unit.kind, person.post_zh))) for person in persons
    ]


def contact_posts(contact_ids: Sequence[int]) -> Sequence[ContactPost]:
    """Every dated post of these contacts."""
    if not contact_ids:
        return []
    return db.session.scalars(select(ContactPost).where(ContactPost.contact_id.in_(contact_ids))).all()


def ids_named(name: str) -> Sequence[int]:
    """The people of the area who bear exactly this name, in Chinese or English."""
    same = or_(Person.name == name, func.lower(Person.name_en) == name.lower())
    return db.session.scalars(select(Person.id).where(same, Person.archived_at.is_(None)).limit(2)).all()
