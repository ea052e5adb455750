"""The second factor: an authenticator app (TOTP), and recovery codes for the day the telephone is lost."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass

import pyotp
from sqlalchemy import delete

from app.accounts import queries, rules
from app.accounts.models import RecoveryCode, SecondFactor, User
from app.accounts.schemas import CodeDraft, ReasonDraft
from app.accounts.service import counting, sessions
from app.audit import service as audit
from app.kernel import clock, sealing, settings
from app.kernel.db import command, db
from app.kernel.errors import Conflict, Invalid
from app.kernel.passwords import digest, random_code, tidy_code
from app.kernel.permissions import Actor
from app.kernel.text import Message

ISSUER = "Luodi 落地"
STEP_SECONDS = 30
_PURPOSE = "second factor"
_DRIFT = 1
_HAS_ONE = Message("Your second factor is set up already.")
_HAS_NONE = Message("You have no second factor.")
_REQUIRED = Message("One of your roles requires a second factor, so it cannot be switched off.")


@dataclass(frozen=True)
class Key:
    """What an authenticator app needs to know: the secret as text, and the same as an address for a QR code."""

    secret: str
    address: str


@command
def begin(actor: Actor) -> None:
    """A fresh key to put into the app; it counts for nothing until the first right code confirms it."""
    user = queries.get_user(actor.id)
    factor = _factor_in_turn(user)
    if factor and factor.confirmed_at:
        raise Conflict(_HAS_ONE)
    sealed = sealing.sealed(_PURPOSE, pyotp.random_base32())
    if factor:
        factor.secret_sealed = sealed
    else:
        db.session.add(SecondFactor(user_id=user.id, secret_sealed=sealed))
    audit.record(actor, "account.second_factor_begun", user)


def pending_key(actor: Actor) -> Key | None:
    """The key that waits to be confirmed, if there is one."""
    factor = db.session.get(SecondFactor, actor.id)
    secret = _unsealed(factor) if factor and not factor.confirmed_at else None
    if secret is None:
        return None
    user = queries.get_user(actor.id)
    return Key(secret, pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=ISSUER))


def confirm(actor: Actor, draft: CodeDraft) -> list[str]:
    """Put the second factor into use with its first right code; the recovery codes, to be shown once.

    Sessions elsewhere end: they were opened without it. Raises Invalid.
    """
    return _outcome(_confirm(actor, draft.code))


@command
def _confirm(actor: Actor, code: str) -> list[str] | Message:
    user = queries.get_user(actor.id)
    factor = _factor_in_turn(user)
    if factor is None or factor.confirmed_at:
        raise Conflict(_HAS_ONE if factor else _HAS_NONE)
    if refusal := _refusal(user, lambda: _is_right(factor, code)):
        return refusal
    factor.confirmed_at = clock.now()
    sessions.end_others(user.id, actor.session_id)
    codes = _fresh_codes(user)
    audit.record(actor, "account.second_factor_on", user)
    return codes


def renew_codes(actor: Actor, draft: CodeDraft) -> list[str]:
    """New recovery codes instead of the old ones, for who has the app at hand. Raises Invalid."""
    return _outcome(_renew_codes(actor, draft.code))


@command
def _renew_codes(actor: Actor, code: str) -> list[str] | Message:
    user = queries.get_user(actor.id)
    if refusal := _refusal(user, lambda: take(user, code) is not None):
        return refusal
    codes = _fresh_codes(user)
    audit.record(actor, "account.recovery_codes", user)
    return codes


def switch_off(actor: Actor, draft: CodeDraft) -> None:
    """Do without it again, where no role requires it. Raises Invalid, Conflict."""
    _outcome(_switch_off(actor, draft.code))


@command
def _switch_off(actor: Actor, code: str) -> list[str] | Message:
    if rules.needs_second_factor([held.role for held in actor.held], settings.read(rules.SECOND_FACTOR_ROLES)):
        raise Conflict(_REQUIRED)
    user = queries.get_user(actor.id)
    if refusal := _refusal(user, lambda: take(user, code) is not None):
        return refusal
    _forget(user)
    sessions.end_others(user.id, actor.session_id)
    audit.record(actor, "account.second_factor_off", user)
    return []


@command
def reset(actor: Actor, user_id: int, draft: ReasonDraft) -> User:
    """Take away the second factor of somebody who has lost telephone and codes. Their sessions end."""
    user = queries.get_user(user_id)
    _forget(user)
    sessions.end_all(user.id)
    audit.record(actor, "user.reset_second_factor", user, reason=draft.reason)
    return user


def take(user: User, code: str) -> str | None:
    """Inside a command: use up a code; which kind it was, or None when it is none of theirs."""
    factor = _factor_in_turn(user)
    if factor is None or not factor.confirmed_at:
        return None
    if _is_right(factor, code):
        return "code"
    mine = RecoveryCode.user_id == user.id, RecoveryCode.code_digest == _digest(user, code)
    spent = db.session.scalar(delete(RecoveryCode).where(*mine).returning(RecoveryCode.id))
    return "recovery code" if spent is not None else None


def _refusal(user: User, is_right: Callable[[], bool]) -> Message | None:
    """Inside a command: None for a right code; a wrong one is counted as at the sign-in."""
    failures = counting.in_turn(user.username)
    if failures.locked_until and failures.locked_until > clock.now():
        return counting.LOCKED
    if is_right():
        return None
    return counting.count(failures, user.username, "second factor", counting.WRONG_CODE)


def _outcome(result: list[str] | Message) -> list[str]:
    if isinstance(result, Message):
        raise Invalid.at("code", result)
    return result


def _factor_in_turn(user: User) -> SecondFactor | None:
    """The row as it is now; whoever else needs it waits, so that no code is taken twice."""
    return db.session.get(SecondFactor, user.id, with_for_update=True, populate_existing=True)


def _is_right(factor: SecondFactor, code: str) -> bool:
    """Whether it is the app's code of now, of half a minute ago or ahead, and later than the last one taken."""
    secret = _unsealed(factor)
    if secret is None:
        return False
    typed = "".join(code.split())
    now = int(clock.now().timestamp()) // STEP_SECONDS
    clockwork = pyotp.TOTP(secret)
    for step in range(now - _DRIFT, now + _DRIFT + 1):
        if step > factor.last_step and hmac.compare_digest(clockwork.generate_otp(step).encode(), typed.encode()):
            factor.last_step = step
            return True
    return False


def _fresh_codes(user: User) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [random_code() for _ in range(rules.RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(user_id=user.id, code_digest=_digest(user, code)) for code in codes)
    return codes


def _digest(user: User, code: str) -> str:
    return digest(f"{user.id}:{tidy_code(code)}")


def _forget(user: User) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))


def _unsealed(factor: SecondFactor) -> str | None:
    return sealing.unsealed(_PURPOSE, factor.secret_sealed)
