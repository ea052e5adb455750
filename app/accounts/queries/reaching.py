"""Whom a word reaches: the users behind people of the area, and the heads of units."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.accounts import rules
from app.accounts.models import Grant, Person, User
from app.accounts.queries.people import unit_parents
from app.kernel import clock
from app.kernel.db import db
from app.kernel.permissions import Role, Scope


def user_ids_of(person_ids: Collection[int]) -> dict[int, int]:
    """The users who are these people and may sign in, by person."""
    found = select(User.person_id, User.id).where(User.is_active, User.person_id.in_(person_ids))
    return {row.person_id: row.id for row in db.session.execute(found)}


@dataclass(frozen=True)
class Heads:
    """Who heads which unit today; a unit without a head of its own has those of the next one above it."""

    by_unit: Mapping[int, frozenset[int]]
    parents: Mapping[int, int | None]

    def of(self, unit_id: int) -> frozenset[int]:
        """The users who head a unit; none where nobody does up to the top."""
        at: int | None = unit_id
        while at is not None:
            if at in self.by_unit:
                return self.by_unit[at]
            at = self.parents.get(at)
        return frozenset()


def heads() -> Heads:
    """The heads of all units: two statements, however many units are asked about."""
    today = clock.today()
    found = (
        select(Grant, Person.unit_id.label("home"))
        .join(User, User.id == Grant.user_id)
        .join(Person, Person.id == User.person_id)
        .where(User.is_active, Grant.role == Role.HEAD, Grant.scope == Scope.UNIT)
    )
    by_unit: dict[int, set[int]] = {}
    for grant, home in db.session.execute(found):
        if not rules.is_in_force(grant.until, today):
            continue
        at = by_unit.setdefault(grant.unit_id or home, set())
        at.add(grant.user_id)
        if grant.deputy_id and rules.is_deputised(grant.deputy_from, grant.deputy_until, today):
            at.add(grant.deputy_id)
    return Heads({unit: frozenset(users) for unit, users in by_unit.items()}, unit_parents())
