"""How the histories of units, people and users read, what files and the log call them, and whom a name means."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from app.accounts import rules
from app.accounts.models import Grant, Person, Unit, User
from app.accounts.queries.people import get_person, get_unit
from app.accounts.queries.users import fold, get_user
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.histories import (
    HISTORIES,
    WHO,
    History,
    Names,
    code,
    day,
    moment,
    personal,
    record,
    secret,
    text,
    yes_no,
)
from app.kernel.permissions import Actor, Can
from app.kernel.search import matches
from app.kernel.subjects import SUBJECTS, SubjectKind
from app.kernel.text import Message

_SCOPES = {
    "own": Message("Own records"),
    "unit": Message("The unit and those below it"),
    "all": Message("The whole area"),
}
_ARCHIVED = moment(Message("Archived"))


def unit_names(_actor: Actor, ids: Collection[int]) -> Mapping[int, Names]:
    """Units are known to the whole house."""
    found = select(Unit.id, Unit.name_zh, Unit.name_en).where(Unit.id.in_(ids))
    return {row.id: (row.name_zh, row.name_en) for row in db.session.execute(found)}


def person_names(_actor: Actor, ids: Collection[int]) -> Mapping[int, Names]:
    """So are the people of the area."""
    found = select(Person.id, Person.name, Person.name_en).where(Person.id.in_(ids))
    return {row.id: (row.name, row.name_en) for row in db.session.execute(found)}


def user_names(_actor: Actor, ids: Collection[int]) -> Mapping[int, Names]:
    """And those of them who sign in."""
    found = select(User.id, Person.name, Person.name_en).join(Person, Person.id == User.person_id)
    return {row.id: (row.name, row.name_en) for row in db.session.execute(found.where(User.id.in_(ids)))}


def grant_names(_actor: Actor, ids: Collection[int]) -> Mapping[int, Names]:
    """A grant is called after whoever holds it."""
    found = select(Grant.id, Person.name, Person.name_en).join(User, User.id == Grant.user_id)
    found = found.join(Person, Person.id == User.person_id).where(Grant.id.in_(ids))
    return {row.id: (row.name, row.name_en) for row in db.session.execute(found)}


@WHO.plug("users")
def users_called(name: str) -> Collection[int]:
    """Users by a part of their name or by their user name."""
    found = select(User.id).join(Person, Person.id == User.person_id)
    return db.session.scalars(found.where(matches(Person.search, name) | (User.username == fold(name)))).all()


def _inspecting(find: Any) -> Any:
    """The record for whoever may look into the administration; NotFound for others."""

    def get(actor: Actor, number: int) -> Any:
        if not actor.may(Can.SEE_USERS):
            raise NotFound
        return find(number)

    return get


def _may_edit_users(actor: Actor, _record: Any) -> bool:
    return actor.may(Can.EDIT_USERS)


for _kind, _word, _find, _names, _endpoint, _key in (
    ("units", Message("Unit"), get_unit, lambda r: (r.name_zh, r.name_en), "admin.edit_unit", "unit_id"),
    ("people", Message("Person"), get_person, lambda r: (r.name, r.name_en), "admin.edit_person", "person_id"),
    ("users", Message("User"), get_user, lambda r: (r.person.name, r.person.name_en), "admin.user", "user_id"),
):
    SUBJECTS.plug(_kind)(
        SubjectKind(
            word=_word,
            get=_inspecting(_find),
            names=_names,
            endpoint=_endpoint,
            key=_key,
            may_change=_may_edit_users,
        )
    )

HISTORIES.plug("units")(
    History(
        names=unit_names,
        fields={
            "name_zh": text(Message("Chinese name")),
            "name_en": text(Message("English name")),
            "kind": text(Message("Kind")),
            "parent_id": record(Message("Below"), "units"),
            "position": text(Message("Position in the list")),
            "archived_at": _ARCHIVED,
        },
    )
)
HISTORIES.plug("people")(
    History(
        names=person_names,
        fields={
            "name": text(Message("Name")),
            "name_en": text(Message("English name")),
            "post_zh": text(Message("Post")),
            "post_en": text(Message("Post, in English")),
            "unit_id": record(Message("Unit"), "units"),
            "protocol_order": text(Message("Protocol order")),
            "archived_at": _ARCHIVED,
        },
    )
)
HISTORIES.plug("users")(
    History(
        names=user_names,
        fields={
            "username": text(Message("User name")),
            "person_id": record(Message("Person"), "people"),
            "password_hash": secret(Message("Password")),
            "password_changed_at": moment(Message("Password changed")),
            "locale": text(Message("Language")),
            "email": personal(Message("Mail"), "email"),
            "is_active": yes_no(Message("May sign in")),
            "must_change_password": yes_no(Message("Must choose an own password")),
            "is_sample": yes_no(Message("sample")),
            "role": code(Message("Role"), rules.ROLE_WORDS),
            "roles": code(Message("Roles"), rules.ROLE_WORDS),
            "scope": code(Message("Reach"), _SCOPES),
            "deputy_id": record(Message("Deputy"), "users"),
            "deputies": record(Message("Deputy"), "users"),
        },
    )
)
HISTORIES.plug("grants")(
    History(
        names=grant_names,
        fields={
            "role": code(Message("Role"), rules.ROLE_WORDS),
            "scope": code(Message("Reach"), _SCOPES),
            "unit_id": record(Message("Unit"), "units"),
            "until": day(Message("Until")),
            "deputy_id": record(Message("Deputy"), "users"),
        },
    )
)
