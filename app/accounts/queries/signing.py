"""Signing in: sessions, failures, second factors, what the office asks for."""

from dataclasses import replace
from datetime import datetime
from functools import cache

from sqlalchemy import Executable, bindparam, func, select
from sqlalchemy.orm import Bundle, joinedload

from app.accounts import rules
from app.accounts.models import (
    FailedSignIns,
    Identity,
    PastPassword,
    Person,
    RecoveryCode,
    SecondFactor,
    SignInStep,
    Unit,
    User,
    UserSession,
)
from app.accounts.queries.grants import actor_for
from app.accounts.queries.users import fold
from app.kernel import along, clock, settings
from app.kernel.db import db
from app.kernel.passwords import POLICIES, Policy, digest
from app.kernel.permissions import Actor


@cache
def _signed_in() -> Executable:
    """Asked in every request, so it is built once and reads no more than it needs.

    It brings along the office's settings and what every page asks about its reader.
    """
    return (
        select(
            Bundle("session", UserSession.id, UserSession.created_at, UserSession.seen_at),
            Bundle("user", User.id, User.locale, User.must_change_password),
            Bundle("person", Person.id, Person.name, Person.name_en),
            Bundle("unit", Unit.id, Unit.name_zh, Unit.name_en),
            SecondFactor.confirmed_at,
            settings.told(),
            Bundle("along", *along.columns(User.id)),
        )
        .select_from(UserSession)
        .join(User, User.id == UserSession.user_id)
        .join(Person, Person.id == User.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(SecondFactor, SecondFactor.user_id == User.id)
        .where(UserSession.token_digest == bindparam("token_digest"), User.is_active)
    )


def find_user(username: str) -> User | None:
    """The user with this name, folded as it is stored."""
    return db.session.scalar(select(User).where(User.username == fold(username)).options(joinedload(User.person)))


def find_failures(username: str) -> FailedSignIns | None:
    """Wrong tries counted for a name, whether or not anybody has it."""
    return db.session.get(FailedSignIns, digest(fold(username)))


def find_session(token: str) -> tuple[Actor, datetime] | None:
    """Whoever holds this session token now, with what their grants reach today, and when they were last noted."""
    row = db.session.execute(_signed_in(), {"token_digest": digest(token)}).one_or_none()
    if row is None:
        return None
    session, user, person, unit, confirmed_at, choices, asked_along = row
    settings.learn(choices)
    along.learn(asked_along)
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
    return db.session.scalar(select(func.count()).select_from(RecoveryCode).where(RecoveryCode.user_id == user_id)) or 0


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


def is_linked(user_id: int, issuer: str) -> bool:
    """Whether a user is already somebody at this single sign-on."""
    found = select(Identity.id).where(Identity.user_id == user_id, Identity.issuer == issuer)
    return db.session.scalar(found.limit(1)) is not None
