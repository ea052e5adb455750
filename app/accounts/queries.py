"""Reading accounts: who signs in, who the people of the area are, how the units stand."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.accounts import rules
from app.accounts.models import FailedSignIns, Grant, Person, PersonPost, Unit, User, UserSession
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.fields import OptionalLine
from app.kernel.listing import Listing, Order, Rows
from app.kernel.passwords import digest
from app.kernel.permissions import Actor, Held, Role
from app.kernel.search import matches
from app.kernel.text import Message

USERS = Listing(User.id, {"username": Order(Message("User name"), User.username, jumps="letter")}, "username")


class UserFilters(BaseModel):
    """What the list of users can be narrowed to."""

    model_config = ConfigDict(extra="ignore")

    q: OptionalLine = None


def find_user(username: str) -> User | None:
    """The user with this name, folded as it is stored."""
    return db.session.scalar(select(User).where(User.username == fold(username)).options(joinedload(User.person)))


def fold(username: str) -> str:
    """User names are compared without case and outer blanks."""
    return username.strip().lower()[:60]


def find_failures(username: str) -> FailedSignIns | None:
    """Wrong tries counted for a name, whether or not anybody has it."""
    return db.session.get(FailedSignIns, digest(fold(username)))


def find_actor(token: str) -> Actor | None:
    """Whoever holds this session token now, with what their grants reach today."""
    row = db.session.execute(
        select(UserSession, User, Person, Unit)
        .join(User, User.id == UserSession.user_id)
        .join(Person, Person.id == User.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(UserSession.token_digest == digest(token), User.is_active)
    ).one_or_none()
    if row is None:
        return None
    session, user, person, unit = row
    if rules.is_session_over(session.created_at, session.seen_at, clock.now()):
        return None
    return actor_for(user, person, unit, session.id)


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
    today = clock.today()
    grants = [
        grant
        for grant in db.session.scalars(select(Grant).where(Grant.user_id == user_id))
        if rules.is_in_force(grant.until, today)
    ]
    parents = unit_parents() if any(grant.scope == "unit" for grant in grants) else {}
    return tuple(
        Held(grant.role, grant.scope, rules.reached_units(grant.scope, grant.unit_id or own_unit, parents))
        for grant in grants
    )


def session_seen_at(session_id: int) -> Any:
    """When a session was last noted as seen."""
    return db.session.scalar(select(UserSession.seen_at).where(UserSession.id == session_id))


def unit_parents() -> dict[int, int | None]:
    """Every unit's parent: the tree is small, a few dozen rows."""
    return dict(db.session.execute(select(Unit.id, Unit.parent_id)).all())


def get_unit(unit_id: int) -> Unit:
    unit = db.session.get(Unit, unit_id)
    if unit is None:
        raise NotFound
    return unit


def list_units(*, kind: str | None = None) -> list[Unit]:
    """Units in the order of the organisation, archived ones left out."""
    found = select(Unit).where(Unit.archived_at.is_(None)).order_by(Unit.position, Unit.id)
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


def list_people() -> Sequence[Person]:
    """Everybody of the area in protocol order."""
    found = select(Person).where(Person.archived_at.is_(None)).options(joinedload(Person.unit))
    return db.session.scalars(found.order_by(Person.protocol_order, Person.id)).all()


def list_active_users() -> Sequence[User]:
    """Those who can own work: for the choices of forms."""
    found = select(User).join(User.person).where(User.is_active).options(joinedload(User.person))
    return db.session.scalars(found.order_by(Person.protocol_order, User.id)).all()


def get_user(user_id: int) -> User:
    user = db.session.scalar(
        select(User).where(User.id == user_id).options(joinedload(User.person).joinedload(Person.unit))
    )
    if user is None:
        raise NotFound
    return user


def user_rows(filters: UserFilters) -> Rows:
    """The rows of the list of users, narrowed by a name."""
    found = (
        select(
            User.id,
            User.username,
            User.is_active,
            Person.name,
            Person.name_en,
            Person.post_zh,
            Person.post_en,
            Unit.name_zh.label("unit_zh"),
            Unit.name_en.label("unit_en"),
        )
        .join(Person, Person.id == User.person_id)
        .join(Unit, Unit.id == Person.unit_id)
    )
    if filters.q:
        found = found.where(matches(Person.search, filters.q) | User.username.startswith(fold(filters.q)))
    return found


def grants_of(user_ids: Sequence[int]) -> dict[int, list[Grant]]:
    """Each user's grants, in one statement."""
    by_user: dict[int, list[Grant]] = {user_id: [] for user_id in user_ids}
    found = select(Grant).where(Grant.user_id.in_(user_ids)).options(joinedload(Grant.unit)).order_by(Grant.id)
    for grant in db.session.scalars(found):
        by_user[grant.user_id].append(grant)
    return by_user


def count_active_admins(*, besides: int | None = None) -> int:
    """How many active users hold the admin role today, besides one."""
    today = clock.today()
    found = (
        select(func.count(func.distinct(User.id)))
        .join(Grant, Grant.user_id == User.id)
        .where(User.is_active, Grant.role == Role.ADMIN, (Grant.until.is_(None)) | (Grant.until >= today))
    )
    return db.session.scalar(found.where(User.id != besides) if besides else found) or 0


def count_sample_users() -> int:
    """How many users of the sample world may sign in: their passwords are known to everybody."""
    return db.session.scalar(select(func.count()).select_from(User).where(User.is_active, User.is_sample)) or 0
