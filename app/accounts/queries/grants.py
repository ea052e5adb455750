"""Roles: who holds which, what they reach today, whose deputy somebody is."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Executable, bindparam, func, or_, select
from sqlalchemy.orm import Bundle, joinedload

from app.accounts import rules
from app.accounts.models import (
    Grant,
    Person,
    Unit,
    User,
)
from app.accounts.queries.people import unit_parents
from app.accounts.queries.users import list_active_users
from app.kernel import clock
from app.kernel.db import db
from app.kernel.permissions import Actor, Held, Role

#: Asked in every request: built once, and no more than it needs.
_GRANTS: Executable = (
    select(
        Bundle(
            "grant",
            *(Grant.id, Grant.user_id, Grant.role, Grant.scope, Grant.unit_id, Grant.until, Grant.used_on),
            *(Grant.deputy_from, Grant.deputy_until),
        ),
        Bundle("person", Person.id, Person.name, Person.unit_id),
        User.is_active,
    )
    .select_from(Grant)
    .join(User, User.id == Grant.user_id)
    .join(Person, Person.id == User.person_id)
    .where(or_(Grant.user_id == bindparam("user_id"), Grant.deputy_id == bindparam("user_id")))
    .order_by(Grant.id)
)


def actor_for(user: User, person: Person, unit: Unit, session_id: int | None = None) -> Actor:
    """The actor that a user is today."""
    english = user.locale == "en"
    return Actor(
        id=user.id,
        person_id=person.id,
        name=(person.name_en if english else person.name) or person.name,
        unit_id=unit.id,
        unit_name=(unit.name_en if english else unit.name_zh) or unit.name_zh,
        locale=user.locale,
        held=_held_by(user.id, unit.id),
        session_id=session_id,
        must_change_password=user.must_change_password,
    )


def _held_by(user_id: int, own_unit: int) -> tuple[Held, ...]:
    """The user's own roles, and those of absent people whose deputy they are today."""
    today = clock.today()
    found = db.session.execute(_GRANTS, {"user_id": user_id}).all()
    counting = [
        (grant, person)
        for grant, person, is_active in found
        if rules.is_in_force(grant.until, today)
        and (grant.user_id == user_id or (is_active and _is_deputised(grant, today)))
    ]
    parents = unit_parents() if any(grant.scope == "unit" for grant, _ in counting) else {}
    return tuple(_held(grant, person, user_id, own_unit, parents) for grant, person in counting)


def _is_deputised(grant: Grant, today: date) -> bool:
    absent = rules.is_deputised(grant.deputy_from, grant.deputy_until, today)
    return absent and grant.role not in rules.NEVER_DEPUTISED


def _held(grant: Grant, person: Person, user_id: int, own_unit: int, parents: dict[int, int | None]) -> Held:
    is_own = grant.user_id == user_id
    home = grant.unit_id or (own_unit if is_own else person.unit_id)
    return Held(
        grant.role,
        grant.scope,
        rules.reached_units(grant.scope, home, parents),
        for_user=None if is_own else grant.user_id,
        for_person=None if is_own else person.id,
        for_name="" if is_own else person.name,
        grant_id=grant.id,
        used_on=grant.used_on,
    )


def grants_of(user_ids: Sequence[int]) -> dict[int, list[Grant]]:
    """Each user's grants, in one statement."""
    by_user: dict[int, list[Grant]] = {user_id: [] for user_id in user_ids}
    found = select(Grant).where(Grant.user_id.in_(user_ids)).options(joinedload(Grant.unit)).order_by(Grant.id)
    for grant in db.session.scalars(found):
        by_user[grant.user_id].append(grant)
    return by_user


def holders(role: Role) -> Sequence[int]:
    """The numbers of the users who hold a role today in their own right."""
    in_force = or_(Grant.until.is_(None), Grant.until >= clock.today())
    return db.session.scalars(select(Grant.user_id).where(Grant.role == role, in_force).order_by(Grant.user_id)).all()


def grants(ids: Sequence[int]) -> Sequence[Grant]:
    """Those of the grants asked for that exist."""
    return db.session.scalars(select(Grant).where(Grant.id.in_(ids)).order_by(Grant.id)).all()


def roles_in_force(user_ids: Sequence[int]) -> dict[int, set[Role]]:
    """The roles that users hold today: their own, and those for which they are or will be the deputy."""
    today = clock.today()
    held: dict[int, set[Role]] = {user_id: set() for user_id in user_ids}
    found = select(Grant).where(or_(Grant.user_id.in_(user_ids), Grant.deputy_id.in_(user_ids)))
    for grant in db.session.scalars(found):
        if not rules.is_in_force(grant.until, today):
            continue
        if grant.user_id in held:
            held[grant.user_id].add(grant.role)
        if grant.deputy_id in held and grant.deputy_until and grant.deputy_until >= today:
            held[grant.deputy_id].add(grant.role)
    return held


def absences_of(user_id: int) -> Sequence[Grant]:
    """The user's grants for which a deputy is named, today or later."""
    found = select(Grant).where(Grant.user_id == user_id, Grant.deputy_until >= clock.today())
    return db.session.scalars(found.options(joinedload(Grant.deputy).joinedload(User.person))).all()


def clashing_users() -> list[str]:
    """Active users who hold two duties that strict work keeps apart, by name."""
    people = {user.id: user.person.name for user in list_active_users()}
    return [people[user_id] for user_id, roles in roles_in_force(list(people)).items() if rules.clashing(roles)]


def count_active_admins(*, besides: int | None = None, lasting: bool = False) -> int:
    """How many active users hold the admin role today, besides one; `lasting` counts those without a last day."""
    today = clock.today()
    in_force = Grant.until.is_(None) if lasting else or_(Grant.until.is_(None), Grant.until >= today)
    found = (
        select(func.count(func.distinct(User.id)))
        .join(Grant, Grant.user_id == User.id)
        .where(User.is_active, Grant.role == Role.ADMIN, in_force)
    )
    return db.session.scalar(found.where(User.id != besides) if besides else found) or 0
