"""Units, people of the area and users: what the administrator does."""

from app.accounts import queries, rules
from app.accounts.models import Grant, Person, PersonPost, Unit, User
from app.accounts.schemas import NewUserDraft, PersonChange, PersonDraft, UnitChange, UnitDraft
from app.accounts.service import choosing, granting, sessions
from app.accounts.service.choosing import Link
from app.audit import service as audit
from app.kernel import clock, settings
from app.kernel.db import command, db
from app.kernel.errors import Invalid
from app.kernel.passwords import hashed
from app.kernel.permissions import Actor
from app.kernel.text import Message, search_terms


@command
def create_unit(actor: Actor | None, draft: UnitDraft) -> Unit:
    """Add a unit below another one (or the first one, below none)."""
    unit = Unit(
        name_zh=draft.name_zh,
        name_en=draft.name_en or "",
        kind=draft.kind,
        parent_id=queries.check_unit(draft.parent_id, "parent_id"),
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
    unit.parent_id, unit.position = queries.check_unit(draft.parent_id, "parent_id"), draft.position
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
) -> tuple[User, Link | None]:
    """Add a person with a sign-in and a first role: the user, and the link to a first password to hand over.

    With a password given (administrator from the command line, sample world) that one is set and there is no link.
    """
    if password is not None:
        return add_user(actor, draft, hashed(password), is_sample=is_sample), None
    return _invite(actor, draft)


@command
def _invite(actor: Actor | None, draft: NewUserDraft) -> tuple[User, Link]:
    user = add_user(actor, draft, choosing.NO_PASSWORD)
    return user, choosing.fresh_link(user)


@command
def add_user(actor: Actor | None, draft: NewUserDraft, password_hash: str, *, is_sample: bool = False) -> User:
    """Add a person with a sign-in and a first role, with this hash of a password."""
    person = create_person(actor, draft) if draft.person_id is None else queries.get_person(draft.person_id)
    user = User(
        username=draft.username,
        person_id=person.id,
        password_hash=password_hash,
        locale=draft.locale,
        email=draft.email or "",
        is_sample=is_sample,
    )
    separated = settings.read(rules.SEPARATION)
    roles = rules.first_roles(draft.role, by_installer=actor is None, separated=separated) if draft.role else ()
    user.grants.extend(Grant(role=role, scope=rules.scope_for(role, draft.scope)) for role in roles)
    db.session.add(user)
    db.session.flush()
    audit.record(actor, "user.create", user, roles=list(roles))
    return user


@command
def set_active(actor: Actor, user_id: int, version: int, *, active: bool) -> User:
    """Let a user sign in, or end it: all their sessions are over at once. The last administrator stays."""
    user = queries.get_user(user_id)
    user.expect_version(version)
    if not active:
        granting.keep_an_admin(user)
    user.is_active = active
    sessions.end_all(user.id)
    audit.record(actor, "user.activate" if active else "user.deactivate", user)
    return user


def _person_values(draft: PersonDraft) -> dict[str, object]:
    return {
        "name": draft.name,
        "name_en": draft.name_en or "",
        "post_zh": draft.post_zh or "",
        "post_en": draft.post_en or "",
        "unit_id": queries.check_unit(draft.unit_id),
        "protocol_order": draft.protocol_order if draft.protocol_order is not None else 999,
        "search": search_terms(draft.name, draft.name_en),
    }


def _post(draft: PersonDraft) -> PersonPost:
    return PersonPost(unit_id=draft.unit_id, post_zh=draft.post_zh or "", since=draft.since or clock.today())
