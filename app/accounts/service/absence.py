"""Absence: for some days a deputy holds the roles of somebody who is away."""

from app.accounts import queries, rules
from app.accounts.models import Grant, User
from app.accounts.schemas import AbsenceDraft
from app.audit import service as audit
from app.kernel import clock, settings
from app.kernel.db import command, db
from app.kernel.errors import Forbidden, Invalid
from app.kernel.permissions import Actor
from app.kernel.text import Message


@command
def name_deputy(actor: Actor, user_id: int, draft: AbsenceDraft) -> User:
    """Let a deputy act with this person's roles for some days. It ends by itself.

    Never for administrators and auditors, never through a second deputy. Raises Invalid at the field, Forbidden.
    """
    user = _away(actor, user_id)
    deputy = _deputy(actor, user, draft)
    today = clock.today()
    handed = [
        grant
        for grant in user.grants
        if rules.is_in_force(grant.until, today) and grant.role not in rules.NEVER_DEPUTISED
    ]
    if not handed:
        raise Invalid(Message("There is no role here that a deputy could take over."))
    _check_separation(deputy, handed)
    for grant in handed:
        grant.deputy_id, grant.deputy_from, grant.deputy_until = deputy.id, draft.since, draft.until
    roles = [grant.role.value for grant in handed]
    days = {"since": draft.since, "until": draft.until}
    audit.record(actor, "absence.name_deputy", user, deputy_id=deputy.id, roles=roles, **days)
    return user


@command
def end(actor: Actor, user_id: int) -> User:
    """The person is back: the deputy's roles end at once."""
    user = _away(actor, user_id)
    deputies = sorted({grant.deputy_id for grant in user.grants if grant.deputy_id})
    for grant in user.grants:
        grant.deputy_id = grant.deputy_from = grant.deputy_until = None
    db.session.flush()
    if deputies:
        audit.record(actor, "absence.end", user, deputies=deputies)
    return user


def _away(actor: Actor, user_id: int) -> User:
    user = queries.get_user(user_id)
    if not rules.may_name_deputy(actor, user.id, user.person.unit_id):
        raise Forbidden(Message("Only the person, their head or the security administrator may name a deputy."))
    return user


def _deputy(actor: Actor, user: User, draft: AbsenceDraft) -> User:
    known = {one.id: one for one in queries.list_active_users() if one.id != user.id}
    deputy = known.get(draft.deputy_id)
    if deputy is None:
        raise Invalid.at("deputy_id", Message("Choose somebody else who can sign in."))
    if not rules.may_stand_in(actor, user.id, user.person.unit_id, deputy.person.unit_id):
        raise Invalid.at("deputy_id", Message("The deputy is of the same unit; for others ask your head."))
    if draft.until < clock.today():
        raise Invalid.at("until", Message("This day has passed."))
    if any(rules.overlaps(g.deputy_from, g.deputy_until, draft.since, draft.until) for g in deputy.grants):
        raise Invalid.at("deputy_id", Message("This person is away then too. Choose somebody who is there."))
    return deputy


def _check_separation(deputy: User, handed: list[Grant]) -> None:
    if not settings.read(rules.SEPARATION):
        return
    roles = {grant.role for grant in handed}
    clash = rules.clashing([*queries.roles_in_force([deputy.id])[deputy.id], *roles])
    if clash and roles & set(clash):
        raise Invalid.at(
            "deputy_id", Message("Duties are separated: this person holds a role that must not meet these.")
        )
