"""Where mail reaches a user: the administrator says so, or they themselves with their password."""

from app.accounts import queries
from app.accounts.models import User
from app.accounts.service import counting
from app.audit import service as audit
from app.kernel.db import command
from app.kernel.errors import Invalid
from app.kernel.passwords import fits
from app.kernel.permissions import Actor
from app.kernel.text import Message


def check_own(actor: Actor, email: str, present: str) -> None:
    """Raise Invalid unless the address stays, or the present password is right: links to a new password go there.

    Done before any transaction, since a hash takes its time. A wrong password counts as a wrong try.
    """
    user = queries.get_user(actor.id)
    if email == user.email:
        return
    if counting.is_locked(user.username):
        raise Invalid.at("present", counting.LOCKED)
    if not fits(user.password_hash, present):
        otherwise = Message("To change the address, type your present password.")
        raise Invalid.at("present", counting.refused(user.username, "own address", otherwise))


@command
def change(actor: Actor, user_id: int, email: str, version: int) -> User:
    """Mail goes to this address from now on; to none when it is empty."""
    user = queries.get_user(user_id)
    user.expect_version(version)
    if email != user.email:
        user.email = email
        audit.record(actor, "user.address", user)
    return user
