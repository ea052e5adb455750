"""Units, people of the area, users and their grants: what the administrator does."""

from secrets import choice

from sqlalchemy import delete, select

from app.accounts import queries, rules
from app.accounts.models import Grant, Person, PersonPost, Unit, User, UserSession
from app.accounts.schemas import GrantDraft, NewUserDraft, PersonChange, PersonDraft, UnitChange, UnitDraft
from app.audit import service as audit
from app.kernel import clock
from app.kernel.db import command, db
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.passwords import hashed
from app.kernel.permissions import Actor, Role
from app.kernel.text import Message, search_terms

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_LAST_ADMIN = Message("This is the last active administrator. Name another one first.")


def one_time_password() -> str:
    """A password to hand over on paper: four groups that nobody misreads. It must be changed at first sign-in."""
    return "-".join("".join(choice(_LETTERS) for _ in range(4)) for _ in range(4))


@command
def create_unit(actor: Actor | None, draft: UnitDraft) -> Unit:
    """Add a unit below another one (or the first one, below none)."""
    unit = Unit(
        name_zh=draft.name_zh,
        name_en=draft.name_en or "",
        kind=draft.kind,
        parent_id=_unit_id(draft.parent_id, "parent_id"),
        position=draft.position,
    )
    db.session.add(unit)
    db.session.flush()
    audit.record(actor, "unit.create", unit)
    return unit


@command
def change_unit(actor: Actor, unit_id: int, draft: UnitChange) -> Unit:
    """Rename a unit or put it elsewhere in the tree; a loop is refused."""
    unit = queries.get_unit(unit_id)
    unit.expect_version(draft.version)
    if draft.parent_id and unit_id in rules.chain(draft.parent_id, queries.unit_parents()):
        raise Invalid.at("parent_id", Message("A unit cannot lie below itself."))
    unit.name_zh, unit.name_en, unit.kind = draft.name_zh, draft.name_en or "", draft.kind
    unit.parent_id, unit.position = _unit_id(draft.parent_id, "parent_id"), draft.position
    audit.record(actor, "unit.change", unit)
    return unit


@command
def create_person(actor: Actor | None, draft: PersonDraft) -> Person:
    """Add somebody of the area, with their first post."""
    person = Person(**_person_values(draft))
    db.session.add(person)
    person.posts.append(_post(draft))
    db.session.flush()
    audit.record(actor, "person.create", person)
    return person


@command
def change_person(actor: Actor, person_id: int, draft: PersonChange) -> Person:
    """Change a person; another unit or post closes the present post and opens a new one from `since`."""
    person = queries.get_person(person_id)
    person.expect_version(draft.version)
    if (person.unit_id, person.post_zh) != (draft.unit_id, draft.post_zh or ""):
        fresh = _post(draft)
        for post in person.posts:
            post.until = post.until or max(fresh.since, post.since)
        person.posts.append(fresh)
    for name, value in _person_values(draft).items():
        setattr(person, name, value)
    audit.record(actor, "person.change", person)
    return person


def create_user(
    actor: Actor | None, draft: NewUserDraft, *, password: str | None = None, is_sample: bool = False
) -> tuple[User, str]:
    """Add a person with a sign-in and a first role: the user, and the one-time password to hand over.

    With a password given (first administrator, sample world) that one is set and need not be changed.
    """
    chosen = password or one_time_password()
    return _create_user(actor, draft, hashed(chosen), must_change=password is None, is_sample=is_sample), chosen


@command
def _create_user(
    actor: Actor | None, draft: NewUserDraft, password_hash: str, *, must_change: bool, is_sample: bool
) -> User:
    person = create_person(actor, draft) if draft.person_id is None else queries.get_person(draft.person_id)
    user = User(
        username=draft.username,
        person_id=person.id,
        password_hash=password_hash,
        locale=draft.locale,
        must_change_password=must_change,
        is_sample=is_sample,
    )
    user.grants.append(Grant(role=draft.role, scope=rules.scope_for(draft.role, draft.scope)))
    db.session.add(user)
    db.session.flush()
    audit.record(actor, "user.create", user, role=draft.role, scope=user.grants[0].scope)
    return user


@command
def set_active(actor: Actor, user_id: int, version: int, *, active: bool) -> User:
    """Let a user sign in, or end it: all their sessions are over at once. The last administrator stays."""
    user = queries.get_user(user_id)
    user.expect_version(version)
    if not active:
        _keep_an_admin(user)
    user.is_active = active
    _end_sessions(user)
    audit.record(actor, "user.activate" if active else "user.deactivate", user)
    return user


def reset_password(actor: Actor, user_id: int) -> tuple[User, str]:
    """A fresh one-time password: the user, and the password to hand over. Ends their sessions."""
    chosen = one_time_password()
    return _reset_password(actor, user_id, hashed(chosen)), chosen


@command
def _reset_password(actor: Actor, user_id: int, password_hash: str) -> User:
    user = queries.get_user(user_id)
    user.password_hash = password_hash
    user.must_change_password = True
    _end_sessions(user)
    audit.record(actor, "user.reset_password", user)
    return user


@command
def add_grant(actor: Actor, user_id: int, draft: GrantDraft) -> Grant:
    """Give a user a role. Their sessions end, so that nobody works with yesterday's rights."""
    user = queries.get_user(user_id)
    if any(grant.role is draft.role and grant.unit_id == draft.unit_id for grant in user.grants):
        raise Invalid.at("role", Message("The user holds this role already. Take it away first to change it."))
    grant = Grant(
        user_id=user.id,
        role=draft.role,
        scope=rules.scope_for(draft.role, draft.scope),
        unit_id=_unit_id(draft.unit_id),
        until=draft.until,
    )
    db.session.add(grant)
    _end_sessions(user)
    db.session.flush()
    audit.record(actor, "grant.create", grant, user_id=user.id, role=grant.role, scope=grant.scope)
    return grant


@command
def remove_grant(actor: Actor, user_id: int, grant_id: int) -> User:
    """Take a role away. The last administrator keeps theirs."""
    user = queries.get_user(user_id)
    grant = next((held for held in user.grants if held.id == grant_id), None)
    if grant is None:
        raise NotFound
    if grant.role is Role.ADMIN:
        _keep_an_admin(user)
    audit.record(actor, "grant.remove", grant, user_id=user.id, role=grant.role, scope=grant.scope)
    db.session.delete(grant)
    _end_sessions(user)
    return user


def _keep_an_admin(user: User) -> None:
    db.session.execute(select(Grant.id).where(Grant.role == Role.ADMIN).with_for_update())  # two go one after the other
    holds = any(grant.role is Role.ADMIN and rules.is_in_force(grant.until, clock.today()) for grant in user.grants)
    if user.is_active and holds and queries.count_active_admins(besides=user.id) == 0:
        raise Conflict(_LAST_ADMIN)


def _end_sessions(user: User) -> None:
    db.session.execute(delete(UserSession).where(UserSession.user_id == user.id))


def _unit_id(unit_id: int | None, field: str = "unit_id") -> int | None:
    if unit_id is not None and db.session.get(Unit, unit_id) is None:
        raise Invalid.at(field, Message("There is no such unit."))
    return unit_id


def _person_values(draft: PersonDraft) -> dict[str, object]:
    return {
        "name": draft.name,
        "name_en": draft.name_en or "",
        "post_zh": draft.post_zh or "",
        "post_en": draft.post_en or "",
        "unit_id": _unit_id(draft.unit_id),
        "protocol_order": draft.protocol_order if draft.protocol_order is not None else 999,
        "search": search_terms(draft.name, draft.name_en),
    }


def _post(draft: PersonDraft) -> PersonPost:
    return PersonPost(unit_id=draft.unit_id, post_zh=draft.post_zh or "", since=draft.since or clock.today())
