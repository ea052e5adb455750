"""Signing in and out: a password or the single sign-on first, then a second factor, then a session."""

from dataclasses import dataclass
from secrets import token_urlsafe

from sqlalchemy import delete, update

from app.accounts import queries, rules
from app.accounts.models import SignInStep, User, UserSession
from app.accounts.schemas import CodeDraft, SignInDraft
from app.accounts.service import counting, second_factor
from app.audit import service as audit
from app.kernel import clock, settings
from app.kernel.db import command, db
from app.kernel.errors import Invalid, NotFound
from app.kernel.passwords import digest, fits
from app.kernel.permissions import Actor, Role
from app.kernel.text import Message

_NO_PASSWORDS = Message("Passwords are for administrators only. Use the single sign-on.")
_STEP_OVER = Message("This took too long. Start again.")


@dataclass(frozen=True)
class Visitor:
    """Where somebody signs in from."""

    address: str = ""
    browser: str = ""


@dataclass(frozen=True)
class Passed:
    """How far a sign-in has come. The token is a session's, or that of a step which still waits for a code."""

    token: str
    is_open: bool


def sign_in(draft: SignInDraft, visitor: Visitor, *, has_sso: bool = False) -> Passed:
    """Let somebody with the right password in, or on to the second factor. Raises Invalid.

    Known and unknown names look alike and cost one hash; no transaction is open while hashing.
    """
    if counting.is_locked(draft.username):
        fits(None, draft.password)
        raise Invalid(counting.LOCKED)
    user = queries.find_user(draft.username)
    if not fits(user.password_hash if user and user.is_active else None, draft.password):
        raise Invalid(counting.refused(draft.username, "password"))
    return _pass_password(draft.username, visitor, has_sso=has_sso)


@command
def _pass_password(username: str, visitor: Visitor, *, has_sso: bool) -> Passed:
    user = queries.find_user(username)
    if counting.is_locked(username) or user is None or not user.is_active:
        raise Invalid(counting.LOCKED)
    today = clock.today()
    is_admin = any(grant.role is Role.ADMIN and rules.is_in_force(grant.until, today) for grant in user.grants)
    if has_sso and not is_admin and not settings.read(rules.PASSWORDS_FOR_ALL):
        raise Invalid(_NO_PASSWORDS)
    if rules.is_password_old(user.password_changed_at, queries.password_policy(), clock.now()):
        user.must_change_password = True
    return let_in(user, "password", visitor)


def let_in(user: User, method: str, visitor: Visitor) -> Passed:
    """Inside a command: a session for somebody who has proved who they are, or a step that waits for their code."""
    if queries.find_second_factor(user.id) is None:
        return Passed(_open_session(user, method, visitor), is_open=True)
    token = token_urlsafe(32)
    sweep_steps()
    db.session.add(SignInStep(token_digest=digest(token), user_id=user.id, method=method))
    return Passed(token, is_open=False)


def give_code(token: str, draft: CodeDraft, visitor: Visitor) -> Passed:
    """The second step: a code of the authenticator app, or a recovery code. Raises Invalid.

    A step that is over or was never begun is NotFound: the sign-in starts again.
    """
    result = _take_code(token, draft.code, visitor)
    if isinstance(result, Message):
        raise Invalid.at("code", result)
    return result


@command
def _take_code(token: str, code: str, visitor: Visitor) -> Passed | Message:
    """Wrong codes are counted here, in the transaction that looked, so that many at once are counted one by one."""
    step = queries.find_step(token)
    user = queries.find_active_user(step.user_id) if step and step.user_id else None
    if step is None or user is None:
        raise NotFound(_STEP_OVER)
    failures = counting.in_turn(user.username)
    if failures.locked_until and failures.locked_until > clock.now():
        return counting.LOCKED
    used = second_factor.take(user, code)
    if used is None:
        return counting.count(failures, user.username, "second factor", counting.WRONG_CODE)
    db.session.delete(step)
    return Passed(_open_session(user, f"{step.method}, {used}", visitor), is_open=True)


def _open_session(user: User, method: str, visitor: Visitor) -> str:
    """A new session with a token of its own; only the browser's cookie will hold it."""
    counting.forget(user.username)
    token = token_urlsafe(32)
    db.session.add(
        UserSession(token_digest=digest(token), user_id=user.id, address=visitor.address, browser=visitor.browser[:200])
    )
    begun_before = clock.now() - queries.session_limits().lasts
    db.session.execute(delete(UserSession).where(UserSession.user_id == user.id, UserSession.created_at < begun_before))
    person = user.person
    audit.record(queries.actor_for(user, person, person.unit), "account.sign_in", user, method=method)
    return token


def sweep_steps() -> None:
    """Inside a command: drop sign-ins that nobody has gone on with."""
    db.session.execute(delete(SignInStep).where(SignInStep.created_at < clock.now() - rules.STEP_LASTS))


@command
def sign_out(actor: Actor) -> None:
    """End this session: its cookie is worth nothing from now on."""
    db.session.execute(delete(UserSession).where(UserSession.id == actor.session_id))
    audit.note(actor, "account.sign_out")


@command
def end_session(actor: Actor, session_id: int) -> None:
    """End one of one's own sessions, on whatever device it is."""
    mine = UserSession.id == session_id, UserSession.user_id == actor.id
    if db.session.scalar(delete(UserSession).where(*mine).returning(UserSession.id)) is None:
        raise NotFound
    audit.note(actor, "account.end_session", session=session_id)


@command
def end_other_sessions(actor: Actor) -> int:
    """End all of one's own sessions but this one; how many that were."""
    others = UserSession.user_id == actor.id, UserSession.id != (actor.session_id or 0)
    ended = db.session.scalars(delete(UserSession).where(*others).returning(UserSession.id)).all()
    audit.note(actor, "account.end_other_sessions", sessions=len(ended))
    return len(ended)


@command
def note_seen(session_id: int) -> None:
    """Remember that a session is in use; asked for at most once a minute."""
    db.session.execute(update(UserSession).where(UserSession.id == session_id).values(seen_at=clock.now()))


@command
def set_locale(actor: Actor, locale: str) -> None:
    """Keep the language a person chose."""
    db.session.execute(update(User).where(User.id == actor.id).values(locale=locale))
