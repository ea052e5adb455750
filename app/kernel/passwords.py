"""Passwords: argon2id, and what a new one must be (the `modern` policy: long, not well known, no rotation)."""

import hashlib
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.kernel.text import Message

MIN_LENGTH = 12
MAX_LENGTH = 128
_hasher = PasswordHasher()

#: Stems that make a password easy to guess here, whatever digits follow.
_WELL_KNOWN = (
    "password",
    "passw0rd",
    "qwerty",
    "123456",
    "abc123",
    "admin",
    "luodi",
    "zhaoshang",
    "iloveyou",
    "111111",
)


def hashed(password: str) -> str:
    """The argon2id hash of a password."""
    return _hasher.hash(password)


def fits(password_hash: str | None, password: str) -> bool:
    """Whether the password is the right one. Costs one hash, also where there is no user to compare with."""
    try:
        _hasher.verify(password_hash or _nobody(), password[:MAX_LENGTH])
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)


def flaw_of(password: str, username: str) -> Message | None:
    """What is wrong with a new password, if anything."""
    if len(password) < MIN_LENGTH:
        return Message("A password has at least %(length)s characters. A short sentence works well.", length=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        return Message("A password has at most %(length)s characters.", length=MAX_LENGTH)
    folded = password.lower()
    if username.lower() in folded:
        return Message("The password must not contain the user name.")
    rest = folded
    for stem in _WELL_KNOWN:
        rest = rest.replace(stem, "")
    if len(rest) < MIN_LENGTH // 2 or len(set(folded)) < 5:
        return Message("This password is easy to guess. Choose another.")
    return None


def digest(token: str) -> str:
    """What is kept of a random token."""
    return hashlib.sha256(token.encode()).hexdigest()


@lru_cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")
