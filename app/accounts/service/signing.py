"""Signing in and out, and one's own password and language."""

from secrets import token_urlsafe

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts import queries, rules
from app.accounts.models import FailedSignIns, User, UserSession
from app.accounts.schemas import PasswordDraft, SignInDraft
from app.audit import service as audit
from app.kernel import clock
from app.kernel.db import command, db
from app.kernel.errors import Invalid
from app.kernel.passwords import digest, fits, flaw_of, hashed
from app.kernel.permissions import Actor
from app.kernel.text import Message

_REFUSED = Message("User name or password is wrong. After five wrong tries the name is locked for 30 minutes.")
_LOCKED = Message("This name is locked after too many wrong tries. Try again in 30 minutes, or ask the administrator.")


def sign_in(draft: SignInDraft, *, address: str, browser: str) -> tuple[User, str]:
    """A new session: the user, and the token that only the browser's cookie will hold.

    Known and unknown names look alike and cost one hash; no transaction is open while hashing. Raises Invalid.
    """
    failures = queries.find_failures(draft.username)
    if failures and failures.locked_until and failures.locked_until > clock.now():
        fits(None, draft.password)
        raise Invalid(_LOCKED)
    user = queries.find_user(draft.username)
    known_hash = user.password_hash if user and user.is_active else None
    right = fits(known_hash, draft.password)
    if not right:
        raise Invalid(_count_failure(draft.username))
    return _open_session(draft.username, address, browser)


@command
def _count_failure(username: str) -> Message:
    """Count a wrong try in the database, so that it holds across workers; the sentence to say."""
    now = clock.now()
    failures = _failures_in_turn(username)
    failures.tries = rules.tries_so_far(failures.tries, failures.last_at, now) + 1
    failures.last_at = now
    failures.locked_until = rules.locked_until(failures.tries, now)
    user = queries.find_user(username)
    audit.note(None, "account.sign_in_refused", user_id=user.id if user else None, tries=failures.tries)
    return _LOCKED if failures.locked_until else _REFUSED


def _failures_in_turn(username: str) -> FailedSignIns:
    """The row that counts a name's wrong tries, made when there is none; whoever else counts the same name waits."""
    key = digest(queries.fold(username))
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    first = insert(FailedSignIns).values(name_digest=key, tries=0, last_at=clock.now())
    db.session.execute(first.on_conflict_do_nothing())
    return db.session.scalars(select(FailedSignIns).where(FailedSignIns.name_digest == key).with_for_update()).one()


@command
def _open_session(username: str, address: str, browser: str) -> tuple[User, str]:
    failures = queries.find_failures(username)
    if failures and failures.locked_until and failures.locked_until > clock.now():
        raise Invalid(_LOCKED)
    db.session.execute(delete(FailedSignIns).where(FailedSignIns.name_digest == digest(queries.fold(username))))
    user = queries.find_user(username)
    if user is None or not user.is_active:
        raise Invalid(_REFUSED)
    token = token_urlsafe(32)
    session = UserSession(token_digest=digest(token), user_id=user.id, address=address, browser=browser[:200])
    db.session.add(session)
    db.session.execute(
        delete(UserSession).where(
            UserSession.user_id == user.id, UserSession.created_at < clock.now() - rules.SESSION_LASTS
        )
    )
    person = user.person
    audit.record(queries.actor_for(user, person, person.unit), "account.sign_in", user)
    return user, token


@command
def sign_out(actor: Actor) -> None:
    """End this session: its cookie is worth nothing from now on."""
    db.session.execute(delete(UserSession).where(UserSession.id == actor.session_id))
    audit.note(actor, "account.sign_out")


@command
def note_seen(session_id: int) -> None:
    """Remember that a session is in use; asked for at most once a minute."""
    db.session.execute(update(UserSession).where(UserSession.id == session_id).values(seen_at=clock.now()))


def change_own_password(actor: Actor, draft: PasswordDraft) -> User:
    """Set a new password and end every other session of the same person. Raises Invalid at the field.

    Hashing happens before the transaction, so that nobody waits for it.
    """
    user = queries.get_user(actor.id)
    if not fits(user.password_hash, draft.present):
        raise Invalid.at("present", Message("This is not your present password."))
    if draft.chosen != draft.repeated:
        raise Invalid.at("repeated", Message("The two new passwords differ."))
    if flaw := flaw_of(draft.chosen, user.username):
        raise Invalid.at("chosen", flaw)
    return _store_password(actor, hashed(draft.chosen))


@command
def _store_password(actor: Actor, password_hash: str) -> User:
    user = queries.get_user(actor.id)
    user.password_hash = password_hash
    user.must_change_password = False
    db.session.execute(
        delete(UserSession).where(UserSession.user_id == user.id, UserSession.id != (actor.session_id or 0))
    )
    audit.record(actor, "account.change_password", user)
    return user


@command
def set_locale(actor: Actor, locale: str) -> None:
    """Keep the language a person chose."""
    db.session.execute(update(User).where(User.id == actor.id).values(locale=locale))
