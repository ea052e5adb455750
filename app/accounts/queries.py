"""Reading accounts: who signs in, who the people of the area are, how the units stand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts import rules
from app.accounts.models import (
    FailedSignIns,
    Grant,
    Identity,
    PastPassword,
    Person,
    PersonPost,
    RecoveryCode,
    SecondFactor,
    SignInStep,
    Unit,
    User,
    UserSession,
)
from app.kernel import clock, settings
from app.kernel.db import db
from app.kernel.errors import Invalid, NotFound
from app.kernel.fields import OptionalLine
from app.kernel.listing import Listing, Order, Rows
from app.kernel.passwords import POLICIES, Policy, digest
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


def find_active_user(user_id: int) -> User | None:
    """The user with this number, if they may sign in."""
    found = select(User).where(User.id == user_id, User.is_active).options(joinedload(User.person))
    return db.session.scalar(found)


def fold(username: str) -> str:
    """User names are compared without case and outer blanks."""
    return username.strip().lower()[:60]


def find_failures(username: str) -> FailedSignIns | None:
    """Wrong tries counted for a name, whether or not anybody has it."""
    return db.session.get(FailedSignIns, digest(fold(username)))


def find_session(token: str) -> tuple[Actor, datetime] | None:
    """Whoever holds this session token now, with what their grants reach today, and when they were last noted."""
    row = db.session.execute(
        select(UserSession, User, Person, Unit, SecondFactor.confirmed_at)
        .join(User, User.id == UserSession.user_id)
        .join(Person, Person.id == User.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(SecondFactor, SecondFactor.user_id == User.id)
        .where(UserSession.token_digest == digest(token), User.is_active)
    ).one_or_none()
    if row is None:
        return None
    session, user, person, unit, confirmed_at = row
    if rules.is_session_over(session.created_at, session.seen_at, clock.now(), session_limits()):
        return None
    actor = actor_for(user, person, unit, session.id)
    roles = [held.role for held in actor.held]
    if confirmed_at is None and rules.needs_second_factor(roles, settings.read(rules.SECOND_FACTOR_ROLES)):
        actor = replace(actor, must_set_up_second_factor=True)
    return actor, session.seen_at


def password_policy() -> Policy:
    """What a new password must be in this office."""
    return POLICIES[settings.read(rules.PASSWORD_POLICY)]


def session_limits() -> rules.Limits:
    """How long sessions are left alone in this office."""
    return rules.limits(password_policy(), settings.read(rules.IDLE_MINUTES), settings.read(rules.SESSION_HOURS))


def list_sessions(user_id: int) -> list[UserSession]:
    """Where a user is signed in now, the latest used first."""
    now, limits = clock.now(), session_limits()
    found = select(UserSession).where(UserSession.user_id == user_id).order_by(UserSession.seen_at.desc())
    return [
        session
        for session in db.session.scalars(found)
        if not rules.is_session_over(session.created_at, session.seen_at, now, limits)
    ]


def find_second_factor(user_id: int) -> SecondFactor | None:
    """A user's second factor, if it is in use."""
    factor = db.session.get(SecondFactor, user_id)
    return factor if factor and factor.confirmed_at else None


def count_recovery_codes(user_id: int) -> int:
    """How many recovery codes are left."""
    return (
        db.session.scalar(select(func.count()).select_from(RecoveryCode).where(RecoveryCode.user_id == user_id)) or 0
    )


def past_hashes(user: User, policy: Policy) -> list[str]:
    """The hashes of the passwords that a user may not take again: the present one, and as many as the policy says."""
    found = select(PastPassword.password_hash).where(PastPassword.user_id == user.id).order_by(PastPassword.id.desc())
    return [user.password_hash, *db.session.scalars(found.limit(max(policy.past - 1, 0)))]


def find_step(token: str) -> SignInStep | None:
    """A sign-in on its way, if it is not too old."""
    step = db.session.get(SignInStep, digest(token))
    return step if step and clock.now() - step.created_at < rules.STEP_LASTS else None


def find_identity(issuer: str, subject: str) -> Identity | None:
    """Who is known under this name at the single sign-on."""
    return db.session.scalar(select(Identity).where(Identity.issuer == issuer, Identity.subject == subject))


def has_users() -> bool:
    """Whether anybody can sign in yet; an empty installation waits to be set up."""
    return db.session.scalar(select(User.id).limit(1)) is not None


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
    found = db.session.execute(
        select(Grant, Person, User.is_active)
        .join(User, User.id == Grant.user_id)
        .join(Person, Person.id == User.person_id)
        .where(or_(Grant.user_id == user_id, Grant.deputy_id == user_id))
        .order_by(Grant.id)
    ).all()
    counting = [
        (grant, person)
        for grant, person, is_active in found
        if rules.is_in_force(grant.until, today)
        and (grant.user_id == user_id or (is_active and rules.is_deputised(*_absence(grant), today)))
    ]
    parents = unit_parents() if any(grant.scope == "unit" for grant, _ in counting) else {}
    return tuple(_held(grant, person, user_id, own_unit, parents) for grant, person in counting)


def _absence(grant: Grant) -> tuple[date | None, date | None]:
    return grant.deputy_from, grant.deputy_until


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


def check_unit(unit_id: int | None, field: str = "unit_id") -> int | None:
    """The same number if there is such a unit; Invalid at the field otherwise."""
    if unit_id is not None and db.session.get(Unit, unit_id) is None:
        raise Invalid.at(field, Message("There is no such unit."))
    return unit_id


def grants(ids: Sequence[int]) -> Sequence[Grant]:
    """Those of the grants asked for that exist."""
    return db.session.scalars(select(Grant).where(Grant.id.in_(ids)).order_by(Grant.id)).all()


def roles_in_force(user_ids: Sequence[int]) -> dict[int, set[Role]]:
    """The roles that users hold today: their own, and those they are the deputy for, now or soon."""
    today = clock.today()
    held: dict[int, set[Role]] = {user_id: set() for user_id in user_ids}
    found = select(Grant).where(or_(Grant.user_id.in_(user_ids), Grant.deputy_id.in_(user_ids)))
    for grant in db.session.scalars(found):
        if rules.is_in_force(grant.until, today):
            for holder in (grant.user_id, grant.deputy_id if _absence(grant)[1] else None):
                if holder in held and (holder == grant.user_id or (grant.deputy_until or today) >= today):
                    held[holder].add(grant.role)
    return held


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


def count_sample_users() -> int:
    """How many users of the sample world may sign in: their passwords are known to everybody."""
    return db.session.scalar(select(func.count()).select_from(User).where(User.is_active, User.is_sample)) or 0
