"""Choosing a password: one's own, or by the link that an administrator hands over."""

import hmac
from dataclasses import dataclass

from sqlalchemy import delete, select

from app.accounts import queries, rules
from app.accounts.models import PastPassword, ResetLink, User
from app.accounts.schemas import NewPasswordDraft, PasswordDraft
from app.accounts.service import counting, sessions
from app.audit import service as audit
from app.kernel import clock
from app.kernel.db import command, db
from app.kernel.errors import Invalid
from app.kernel.passwords import digest, fits, flaw_of, hashed, random_code, tidy_code
from app.kernel.permissions import Actor
from app.kernel.text import Message

#: Not a hash: no password fits it.
NO_PASSWORD = "!"  # noqa: S105
_DIFFER = Message("The two new passwords differ.")
_KNOWN = Message("You have had this password before. Choose another.")
_DEAD_LINK = Message("This link does not work (any more). Ask your administrator for a new one.")


@dataclass(frozen=True)
class Link:
    """What is handed over: the number of the link and its code, which nobody can read again."""

    number: int
    code: str


def change_own_password(actor: Actor, draft: PasswordDraft) -> User:
    """Set a new password and end every other session of the same person. Raises Invalid at the field.

    Hashing happens before the transaction, so that nobody waits for it. A wrong present password counts as a wrong
    try; this session goes on.
    """
    user = queries.get_user(actor.id)
    if counting.is_locked(user.username):
        raise Invalid.at("present", counting.LOCKED)
    if not fits(user.password_hash, draft.present):
        otherwise = Message("This is not your present password.")
        raise Invalid.at("present", counting.refused(user.username, "own password", otherwise))
    check_new(user, draft)
    return _change_own(actor, hashed(draft.chosen))


@command
def _change_own(actor: Actor, password_hash: str) -> User:
    user = queries.get_user(actor.id)
    _store(user, password_hash)
    sessions.end_others(user.id, actor.session_id)
    audit.record(actor, "account.change_password", user)
    return user


def check_new(user: User, draft: NewPasswordDraft | PasswordDraft) -> None:
    """Raise Invalid at the field unless this may become the user's password."""
    policy = queries.password_policy()
    if draft.chosen != draft.repeated:
        raise Invalid.at("repeated", _DIFFER)
    person = user.person
    if flaw := flaw_of(draft.chosen, user.username, person.name, person.name_en, policy=policy):
        raise Invalid.at("chosen", flaw)
    if any(fits(known, draft.chosen) for known in queries.past_hashes(user, policy)):
        raise Invalid.at("chosen", _KNOWN)


def _store(user: User, password_hash: str) -> None:
    """Inside a command: the new password holds; the old one is remembered where the policy says so."""
    policy = queries.password_policy()
    if policy.past and user.password_hash != NO_PASSWORD:
        db.session.add(PastPassword(user_id=user.id, password_hash=user.password_hash))
        db.session.flush()
    kept = select(PastPassword.id).where(PastPassword.user_id == user.id).order_by(PastPassword.id.desc())
    newest = db.session.scalars(kept.limit(max(policy.past - 1, 0))).all()
    db.session.execute(delete(PastPassword).where(PastPassword.user_id == user.id, PastPassword.id.not_in(newest)))
    user.password_hash = password_hash
    user.password_changed_at = clock.now()
    user.must_change_password = False


def fresh_link(user: User) -> Link:
    """Inside a command: the one link that counts for this user from now on."""
    code = random_code()
    db.session.execute(delete(ResetLink).where(ResetLink.user_id == user.id))
    link = ResetLink(user_id=user.id, code_digest=digest(code))
    db.session.add(link)
    db.session.flush()
    return Link(link.id, code)


@command
def reset(actor: Actor, user_id: int) -> tuple[User, Link]:
    """Take somebody's password away and make the link to a new one. Their sessions end.

    The old password is remembered like one that was changed, so that it does not come back where that is forbidden.
    """
    user = queries.get_user(user_id)
    changed_at = user.password_changed_at
    _store(user, NO_PASSWORD)
    user.password_changed_at = changed_at
    sessions.end_all(user.id)
    counting.forget(user.username)
    link = fresh_link(user)
    audit.record(actor, "user.reset_password", user)
    return user, link


def choose_by_link(number: int, code: str, draft: NewPasswordDraft) -> User:
    """Set the password of the user for whom the link was made; the link is gone then. Raises Invalid."""
    user = _user_of(number, code)
    check_new(user, draft)
    return _use(number, code, hashed(draft.chosen))


def _user_of(number: int, code: str) -> User:
    found = _look(number, code)
    if isinstance(found, Message):
        raise Invalid(found)
    return queries.get_user(found)


@command
def _look(number: int, code: str) -> int | Message:
    """The user of a link that counts. A wrong code is one wrong try for the user's name; all failures look alike."""
    link = db.session.get(ResetLink, number)
    if link is None or clock.now() - link.created_at > rules.LINK_LASTS:
        return _DEAD_LINK
    user = queries.find_active_user(link.user_id)
    if user is None or counting.is_locked(user.username):
        return _DEAD_LINK
    if not hmac.compare_digest(link.code_digest, digest(tidy_code(code))):
        counting.count(counting.in_turn(user.username), user.username, "reset link", _DEAD_LINK)
        return _DEAD_LINK
    return user.id


@command
def _use(number: int, code: str, password_hash: str) -> User:
    used = delete(ResetLink).where(ResetLink.id == number, ResetLink.code_digest == digest(tidy_code(code)))
    user_id = db.session.scalar(used.returning(ResetLink.user_id))
    if user_id is None:  # somebody used it at the same moment
        raise Invalid(_DEAD_LINK)
    user = queries.get_user(user_id)
    _store(user, password_hash)
    counting.forget(user.username)
    sessions.end_all(user.id)
    actor = queries.actor_for(user, user.person, user.person.unit)
    audit.record(actor, "account.choose_password", user)
    return user
