"""Giving roles and taking them away: separated duties, and an administrator who always remains."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select, update

from app.accounts import queries, rules
from app.accounts.models import Grant, User
from app.accounts.schemas import GrantDraft
from app.accounts.service import sessions
from app.audit import service as audit
from app.kernel import clock, settings
from app.kernel.db import command, db
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.permissions import Actor, Held, Role
from app.kernel.settings import CHECKS
from app.kernel.text import Message

_LAST_ADMIN = Message("This is the last active administrator. Name another one first.")
_LAST_LASTING = Message("Every other administrator's role ends on a day. Name another one without a last day first.")


@command
def add_grant(actor: Actor | None, user_id: int, draft: GrantDraft) -> Grant:
    """Give a user a role. Their sessions end, so that nobody works with yesterday's rights."""
    user = queries.get_user(user_id)
    if any(grant.role is draft.role and grant.unit_id == draft.unit_id for grant in user.grants):
        raise Invalid.at("role", Message("The user holds this role already. Take it away first to change it."))
    check_separation(user, draft.role)
    grant = Grant(
        user_id=user.id,
        role=draft.role,
        scope=rules.scope_for(draft.role, draft.scope),
        unit_id=queries.check_unit(draft.unit_id),
        until=draft.until,
    )
    db.session.add(grant)
    sessions.end_all(user.id)
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
        keep_an_admin(user)
    audit.record(actor, "grant.remove", grant, user_id=user.id, role=grant.role, scope=grant.scope)
    db.session.delete(grant)
    sessions.end_all(user.id)
    return user


@command
def review(actor: Actor, grant_ids: Sequence[int]) -> int:
    """Say that these roles were looked at and found right; how many there were."""
    found = queries.grants(grant_ids)
    for grant in found:
        grant.reviewed_at, grant.reviewed_by_id = clock.now(), actor.id
        audit.record(actor, "grant.review", grant, user_id=grant.user_id, role=grant.role)
    return len(found)


@command
def note_use(held: Iterable[Held], today: date) -> None:
    """Remember that these roles were needed today; asked for at most once a day for each."""
    ids = [one.grant_id for one in held]
    db.session.execute(update(Grant).where(Grant.id.in_(ids)).values(used_on=today))


def keep_an_admin(user: User) -> None:
    """Raise Conflict when nobody would be left to administer, today or once the others' roles have ended."""
    db.session.execute(select(Grant.id).where(Grant.role == Role.ADMIN).with_for_update())  # two go one after the other
    today = clock.today()
    own = [grant for grant in user.grants if grant.role is Role.ADMIN and rules.is_in_force(grant.until, today)]
    if not user.is_active or not own:
        return
    if queries.count_active_admins(besides=user.id) == 0:
        raise Conflict(_LAST_ADMIN)
    lasts = any(grant.until is None for grant in own)
    if lasts and queries.count_active_admins(besides=user.id, lasting=True) == 0:
        raise Conflict(_LAST_LASTING)


def check_separation(user: User, *more: Role) -> None:
    """Raise Invalid at the role when a user would hold two duties that are kept apart."""
    if not settings.read(rules.SEPARATION):
        return
    clash = rules.clashing([*queries.roles_in_force([user.id])[user.id], *more])
    if clash and any(role in clash for role in more):
        raise Invalid.at("role", _clash_of(clash))


def _clash_of(clash: Sequence[Role]) -> Message:
    first, second = (rules.ROLE_WORDS[role] for role in clash[:2])
    return Message(
        "Duties are separated: nobody is %(first)s and %(second)s. Take one role away first.",
        first=first,
        second=second,
    )


@CHECKS.plug(rules.SEPARATION.code)
def _check_before_separating(separate: bool) -> None:
    """Duties can be separated only once they are: the refusal names who still holds two."""
    if separate and (broken := queries.clashing_users()):
        raise Invalid(
            Message(
                "Duties cannot be separated yet. Two of them are held by: %(names)s. Take roles away first.",
                names="、".join(broken),
            )
        )
