"""When a sign-in is locked, when a session ends, what the office decides about both, and which grants make sense."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.kernel import passwords
from app.kernel.passwords import Policy
from app.kernel.permissions import GRANTS, Actor, Can, Held, Role, Scope
from app.kernel.settings import Choice, Choices, Flag, Practice, WholeNumber, declare
from app.kernel.text import Message

TRIES = 5
LOCKED_FOR = timedelta(minutes=30)
SEEN_EVERY = timedelta(minutes=1)
STEP_LASTS = timedelta(minutes=10)
LINK_LASTS = timedelta(hours=24)
#: Whoever has just got a link gets no other one by mail.
LINK_GAP = timedelta(minutes=5)
RECOVERY_CODES = 10
UNIT_KINDS = ("committee", "bureau", "department", "park")

#: Roles that reach the whole area by their nature: a narrower scope would mean nothing.
AREA_WIDE = frozenset({Role.VERIFIER, Role.POLICY_OFFICER, Role.VIEWER, Role.AUDITOR, Role.SECURITY_ADMIN, Role.ADMIN})

ROLE_WORDS = {
    Role.OFFICER: Message("Investment officer"),
    Role.HEAD: Message("Head of unit"),
    Role.MANAGER: Message("Manager"),
    Role.VERIFIER: Message("Verifier"),
    Role.POLICY_OFFICER: Message("Policy officer"),
    Role.VIEWER: Message("Viewer"),
    Role.AUDITOR: Message("Auditor"),
    Role.SECURITY_ADMIN: Message("Security administrator"),
    Role.ADMIN: Message("System administrator"),
}

#: Roles that watch or guard one another. Where duties are separated, nobody holds two of them.
SEPARATED = (Role.ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.VERIFIER)
#: Roles that nobody takes over in an absence: what they do cannot be done in another one's name.
NEVER_DEPUTISED = frozenset({Role.ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})

SEPARATION = declare(
    Flag(
        code="accounts.separate_duties",
        group=Message("Duties"),
        title=Message("Duties are separated"),
        explanation=Message(
            "System administrator, security administrator, auditor and verifier are four people. "
            "A role that would give somebody two of them is refused."
        ),
        default=False,
        by_practice={Practice.STRICT: True},
        right=Can.EDIT_SECURITY,
    )
)


#: What a person who chooses a password is told, by policy.
POLICY_WORDS = {
    passwords.MODERN.code: Message(
        "At least 12 characters; a short sentence works well. Nothing well known, and not your name."
    ),
    passwords.MLPS.code: Message(
        "At least 8 characters of three kinds: small letters, capital letters, digits, other characters. Not your "
        "name, nothing well known, none of your last five. It must be changed every 90 days."
    ),
}

_SIGN_IN = Message("Signing in")


@dataclass(frozen=True, kw_only=True)
class _PolicyChoice(Choice):
    """Until the office chooses, LUODI_PASSWORD_POLICY holds."""

    def default_for(self, practice: Practice) -> str:  # noqa: ARG002  the installation decides, not the profile
        return passwords.default_policy().code


PASSWORD_POLICY = declare(
    _PolicyChoice(
        code="accounts.password_policy",
        group=_SIGN_IN,
        title=Message("Password policy"),
        explanation=Message(
            "Modern: 12 characters or more, well-known ones refused, no forced changes. MLPS, for offices under "
            "multi-level protection: 8 characters or more of three kinds, changed every 90 days, none of the last "
            "five, and sessions end after 15 idle minutes."
        ),
        default=passwords.MODERN.code,
        options={passwords.MODERN.code: Message("Modern"), passwords.MLPS.code: Message("MLPS")},
        right=Can.EDIT_SECURITY,
    )
)
IDLE_MINUTES = declare(
    WholeNumber(
        code="accounts.idle_minutes",
        group=_SIGN_IN,
        title=Message("Idle sessions end after"),
        explanation=Message("Who has done nothing for so long signs in again."),
        default=480,
        by_practice={Practice.STANDARD: 120, Practice.STRICT: 30},
        lowest=5,
        highest=1440,
        unit=Message("minutes"),
        right=Can.EDIT_SECURITY,
    )
)
SESSION_HOURS = declare(
    WholeNumber(
        code="accounts.session_hours",
        group=_SIGN_IN,
        title=Message("Every session ends after"),
        explanation=Message("However busy: after so long everybody signs in again."),
        default=168,
        by_practice={Practice.STRICT: 12},
        lowest=1,
        highest=720,
        unit=Message("hours"),
        right=Can.EDIT_SECURITY,
    )
)
SECOND_FACTOR_ROLES = declare(
    Choices(
        code="accounts.second_factor_roles",
        group=_SIGN_IN,
        title=Message("Second factor required for"),
        explanation=Message(
            "Who holds one of these roles sets up an authenticator app before anything else. Everybody else may."
        ),
        default=frozenset(),
        # Whoever resets a password holds a link to it: without the factor they could become the one who watches them.
        by_practice={Practice.STRICT: frozenset(role.value for role in SEPARATED)},
        options={role.value: words for role, words in ROLE_WORDS.items()},
        right=Can.EDIT_SECURITY,
    )
)
PASSWORDS_FOR_ALL = declare(
    Flag(
        code="accounts.passwords_for_all",
        group=_SIGN_IN,
        title=Message("Everybody may sign in with a password"),
        explanation=Message(
            "Where single sign-on is set up and this is off, only system administrators may still use a password."
        ),
        default=True,
        right=Can.EDIT_SECURITY,
    )
)
SSO_LINKS = declare(
    Flag(
        code="accounts.sso_links",
        group=_SIGN_IN,
        title=Message("Single sign-on may take over users of the same name"),
        explanation=Message(
            "At the first single sign-on, a user who has the user name that the provider tells is linked to it. "
            "Allow this only where the provider decides about those names."
        ),
        default=False,
        right=Can.EDIT_SECURITY,
    )
)
SSO_CREATES = declare(
    Flag(
        code="accounts.sso_creates",
        group=_SIGN_IN,
        title=Message("Single sign-on may make new users"),
        explanation=Message(
            "Whoever the provider gives a role to becomes a user at the first single sign-on. Others are refused."
        ),
        default=False,
        right=Can.EDIT_SECURITY,
    )
)


def locked_until(tries: int, last_at: datetime) -> datetime | None:
    """The end of the lock after so many wrong tries in a row."""
    return last_at + LOCKED_FOR if tries >= TRIES else None


def tries_so_far(tries: int, last_at: datetime, now: datetime) -> int:
    """Wrong tries that still count: a quiet half hour forgets them."""
    return tries if now - last_at < LOCKED_FOR else 0


@dataclass(frozen=True)
class Limits:
    """How long a session may be idle, and how long it may last."""

    idle: timedelta
    lasts: timedelta


def limits(policy: Policy, idle_minutes: int, session_hours: int) -> Limits:
    """What the office chose, where the password policy does not ask for less."""
    idle = min(idle_minutes, policy.idle_minutes or idle_minutes)
    return Limits(timedelta(minutes=idle), timedelta(hours=session_hours))


def is_session_over(created_at: datetime, seen_at: datetime, now: datetime, limits: Limits) -> bool:
    """Whether a session has been idle too long or has lasted too long."""
    return now - seen_at > limits.idle or now - created_at > limits.lasts


def is_password_old(changed_at: datetime | None, policy: Policy, now: datetime) -> bool:
    """Whether a password must be changed because of its age."""
    return bool(policy.days) and (changed_at is None or now - changed_at > timedelta(days=policy.days))


def needs_second_factor(held: Collection[Role], required: frozenset[str]) -> bool:
    """Whether one of the roles held asks for a second factor."""
    return any(role.value in required for role in held)


def is_in_force(until: date | None, today: date) -> bool:
    """Whether a grant still counts: its last day is inclusive."""
    return until is None or today <= until


def scope_for(role: Role, wanted: Scope) -> Scope:
    """The scope a grant gets: area-wide roles always reach everything."""
    return Scope.ALL if role in AREA_WIDE else wanted


def reached_units(scope: Scope, unit_id: int, parents: dict[int, int | None]) -> frozenset[int] | None:
    """The units a grant reaches: None is all, an empty set only one's own records."""
    if scope is Scope.ALL:
        return None
    if scope is Scope.OWN:
        return frozenset()
    return frozenset(unit for unit in parents if unit_id in chain(unit, parents))


def chain(unit: int, parents: dict[int, int | None]) -> set[int]:
    """A unit and everything above it, as ids; a loop ends the walk."""
    seen: set[int] = set()
    at: int | None = unit
    while at is not None and at not in seen:
        seen.add(at)
        at = parents.get(at)
    return seen


def clashing(roles: Iterable[Role]) -> tuple[Role, ...]:
    """Those of the roles that should be held by different people; empty when there are fewer than two of them."""
    held = set(roles)
    found = tuple(role for role in SEPARATED if role in held)
    return found if len(found) > 1 else ()


def first_roles(role: Role, *, by_installer: bool, separated: bool) -> tuple[Role, ...]:
    """The roles a new user starts with: an administrator made by the installer can also grant roles to others,
    unless duties are separated."""
    if role is Role.ADMIN and by_installer and not separated:
        return (Role.ADMIN, Role.SECURITY_ADMIN)
    return (role,)


def is_deputised(since: date | None, until: date | None, today: date) -> bool:
    """Whether an absence is on; both days count."""
    return since is not None and until is not None and since <= today <= until


def may_name_deputy(actor: Actor, user_id: int, unit_id: int) -> bool:
    """Whether the actor may say who stands in for somebody of this unit: oneself, the head, the security
    administrator. Who is a deputy names none in turn."""
    return actor.id == user_id or actor.may(Can.EDIT_GRANTS) or heads(actor, unit_id)


def heads(actor: Actor, unit_id: int) -> bool:
    """Whether the actor is, in their own right, a head whose role reaches this unit."""
    return any(
        held.role is Role.HEAD and not held.for_user and (held.units is None or unit_id in held.units)
        for held in actor.held
    )


def may_stand_in(actor: Actor, user_id: int, unit_id: int, deputy_unit_id: int) -> bool:
    """Whether this actor may choose a deputy from this unit: one's own unit, those the head leads, anywhere."""
    if actor.may(Can.EDIT_GRANTS):
        return True
    if heads(actor, unit_id) and heads(actor, deputy_unit_id):
        return True
    return actor.id == user_id and unit_id == deputy_unit_id


def overlaps(since: date | None, until: date | None, other_since: date, other_until: date) -> bool:
    """Whether an absence falls into a stretch of days; both ends count."""
    return since is not None and until is not None and since <= other_until and other_since <= until


def proven(held: Iterable[Held], right: Can) -> list[Held]:
    """The grants that a use of this right shows to be needed: those of the only role that gives it."""
    giving = [one for one in held if right in GRANTS[one.role] and one.grant_id]
    return giving if len({one.role for one in giving}) == 1 else []
