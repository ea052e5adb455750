"""Somebody leaves: all that is theirs goes over to others, and their sign-in ends, in one command."""

from collections.abc import Mapping

from app.accounts import queries
from app.accounts.models import User
from app.accounts.service import directory
from app.audit import service as audit
from app.kernel.db import command
from app.kernel.errors import Invalid
from app.kernel.leaving import ON_LEAVE, Colleague
from app.kernel.permissions import Actor
from app.kernel.text import Message

_WHO = Message("Choose somebody who can sign in and stays.")


def colleague(user: User) -> Colleague:
    """A user as the rooms know them when things change hands."""
    return Colleague(user.id, user.person_id, user.person.unit_id, user.person.name)


def counts(leaver: Colleague) -> dict[str, int]:
    """How much there is of each kind."""
    return {name: belongings.count(leaver) for name, belongings in ON_LEAVE}


@command
def leave(actor: Actor, user_id: int, version: int, heirs: Mapping[str, int | None]) -> dict[str, int]:
    """Hand everything over and end the sign-in: how many records of each kind went over.

    `heirs` names a user for each kind of which there is something. Raises Invalid at the kind, Conflict.
    """
    user = queries.get_user(user_id)
    user.expect_version(version)
    leaver = colleague(user)
    there = {name for name, many in counts(leaver).items() if many}
    taking = {name: _heir(name, heirs.get(name), user) for name in sorted(there)}
    moved = {name: ON_LEAVE[name].move(actor, leaver, taking[name]) for name, _ in ON_LEAVE if name in there}
    told = {name: {"to": taking[name].user_id, "records": many} for name, many in moved.items()}
    audit.record(actor, "user.leave", user, moved=told)
    if user.is_active:
        directory.set_active(actor, user_id, user.version, active=False)
    return moved


def _heir(kind: str, user_id: int | None, leaver: User) -> Colleague:
    stays = {user.id: user for user in queries.list_active_users() if user.id != leaver.id}
    if user_id not in stays:
        raise Invalid.at(kind, _WHO)
    return colleague(stays[user_id])
