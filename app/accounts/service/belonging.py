"""Who somebody from the single sign-on is here: linked before, linked now, made now, or nobody."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from app.accounts import queries, rules
from app.accounts.models import Grant, Identity, User
from app.accounts.schemas import NewUserDraft
from app.accounts.service import choosing, directory, granting, sessions, signing
from app.accounts.service.signing import Passed, Visitor
from app.audit import service as audit
from app.kernel import settings
from app.kernel.db import command, db
from app.kernel.errors import Invalid
from app.kernel.permissions import Role, Scope
from app.kernel.text import Message
from config import Oidc

_UNKNOWN = Message("The single sign-on knows you, but Luodi does not. Ask your administrator to let you in.")
_NO_ROLE = Message("You have no role in Luodi. Ask your administrator to give you one.")
_ENDED = Message("Your access to Luodi has ended. Ask your administrator if you need it.")


@dataclass(frozen=True)
class Claimed:
    """What a genuine id_token says about somebody."""

    issuer: str
    subject: str
    username: str
    name: str
    groups: frozenset[str]


@command
def welcome(provider: Oidc, claimed: Claimed, visitor: Visitor) -> Passed:
    """Let somebody in whom the provider vouches for. Raises Invalid with what they can do about it."""
    roles = mapped_roles(provider.role_map, claimed.groups)
    if provider.role_map and not roles:
        raise Invalid(_NO_ROLE)
    identity = queries.find_identity(claimed.issuer, claimed.subject) or _link(claimed, roles)
    user = queries.get_user(identity.user_id)
    if not user.is_active:
        raise Invalid(_ENDED)
    if provider.role_map:
        _follow(identity, user, roles)
    db.session.flush()
    if not any(queries.actor_for(user, user.person, user.person.unit).held):
        raise Invalid(_NO_ROLE)
    return signing.let_in(user, "single sign-on", visitor)


def mapped_roles(role_map: Mapping[str, tuple[str, str]], groups: frozenset[str]) -> dict[Role, Scope]:
    """The roles that groups mean here, each with its widest reach; words that are no role mean nothing."""
    order = list(Scope)
    found: dict[Role, Scope] = {}
    for group, (role_code, reach) in role_map.items():
        if group in groups and role_code in set(Role):
            role, scope = Role(role_code), rules.scope_for(Role(role_code), Scope(reach))
            found[role] = max(found.get(role, Scope.OWN), scope, key=order.index)
    return found


def _link(claimed: Claimed, roles: Mapping[Role, Scope]) -> Identity:
    """Somebody's first time here: theirs is the user of the same name, or a new one, where the office allows it."""
    user = queries.find_user(claimed.username) if claimed.username else None
    if user is not None:
        if not settings.read(rules.SSO_LINKS) or queries.is_linked(user.id, claimed.issuer):
            raise Invalid(_UNKNOWN)
    elif settings.read(rules.SSO_CREATES) and roles:
        user = _new_user(claimed)
    else:
        raise Invalid(_UNKNOWN)
    identity = Identity(user_id=user.id, issuer=claimed.issuer, subject=claimed.subject, roles=[])
    db.session.add(identity)
    db.session.flush()
    sessions.end_all(user.id)
    audit.record(None, "user.link_single_sign_on", user, issuer=claimed.issuer)
    return identity


def _new_user(claimed: Claimed) -> User:
    """A user without a password, in the first unit of the area until the administrator puts them elsewhere."""
    try:
        draft = NewUserDraft(name=claimed.name[:60], username=claimed.username, unit_id=queries.first_unit_id())
    except ValidationError as error:
        raise Invalid(_UNKNOWN) from error
    return directory.add_user(None, draft, choosing.NO_PASSWORD)


def _follow(identity: Identity, user: User, roles: Mapping[Role, Scope]) -> None:
    """Give what the provider says and take what it no longer says; what an administrator gave by hand stays."""
    for grant in [grant for grant in user.grants if grant.role in identity.roles]:
        if roles.get(grant.role) is not grant.scope:
            if grant.role is Role.ADMIN:
                granting.keep_an_admin(user)
            audit.record(None, "grant.remove", grant, user_id=user.id, role=grant.role, scope=grant.scope)
            user.grants.remove(grant)
            db.session.delete(grant)
    held = {grant.role for grant in user.grants}
    granting.check_separation(user, *(roles.keys() - held))
    for role in roles.keys() - held:
        grant = Grant(user_id=user.id, role=role, scope=roles[role])
        user.grants.append(grant)
        db.session.flush()
        audit.record(None, "grant.create", grant, user_id=user.id, role=role, scope=roles[role])
    given = {role.value for role in roles if role not in held or role.value in identity.roles}
    identity.roles = sorted(given)
