"""Passwords and codes: argon2id, and the two policies of what a new password must be."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from secrets import choice

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.kernel.pinyin import pinyin
from app.kernel.text import Message, initials

MAX_LENGTH = 128
_hasher = PasswordHasher()
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_SHORTEST_NAME = 3


@dataclass(frozen=True)
class Policy:
    """What a new password must be. `days` and `past` are 0 where passwords do not age and may come back.

    `idle_minutes` bounds what the office may choose for idle sessions; 0 leaves it to the office.
    """

    code: str
    shortest: int
    kinds: int = 1
    days: int = 0
    past: int = 0
    idle_minutes: int = 0


#: Long and not well known; changed when there is a reason to.
MODERN = Policy("modern", shortest=12)
#: What offices under multi-level protection (等保) are asked for.
MLPS = Policy("mlps", shortest=8, kinds=3, days=90, past=5, idle_minutes=15)
POLICIES = {policy.code: policy for policy in (MODERN, MLPS)}
_default = MODERN

#: What people try first, as stems: common passwords, rows of keys, and the words of this trade and place.
_WELL_KNOWN = tuple(
    """
    password passwort passw0rd p@ssw0rd p@ssword pass1234 mima welcome letmein login changeme default secret master
    admin administrator root guest test user iloveyou woaini woaiwojia monkey dragon sunshine princess football baseball
    superman batman shadow michael jordan charlie hello freedom whatever starwars trustno1 computer internet
    qwertyuiop qwerty qwert asdfghjkl asdfgh asdf zxcvbnm zxcvbn zxcv qazwsxedc qazwsx 1qaz2wsx 1qaz 2wsx 3edc q1w2e3r4
    1q2w3e4r 1q2w3e a1b2c3d4 abcdefgh abcdef abcd1234 abc123 aa123456 a123456 123qwe 123abc
    12345678 1234567 123456 12345 1234 0123456789 987654321 87654321 654321 4321 147258369 159753 112233 123321
    5201314 520520 1314520 666666 888888 168168 147258
    luodi zhaoshang yinzi touzi xiangmu qiye zhengfu guanweihui yuanqu xinqu kaifaqu dianzhong dianzhongxinqu yunnan
    kunming zhongguo china beijing shanghai government investment
    """.split()  # noqa: SIM905  as a block it can be read and extended
)
_KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")


def use_by_default(code: str) -> None:
    """Say once, when the program starts, which policy holds until the office chooses."""
    global _default  # noqa: PLW0603  set once at the start, like the clock
    _default = POLICIES[code]


def default_policy() -> Policy:
    """The policy of an office that has chosen none."""
    return _default


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


def flaw_of(password: str, *names: str, policy: Policy = MODERN) -> Message | None:
    """What is wrong with a new password of somebody with these names, if anything."""
    if len(password) < policy.shortest:
        return Message(
            "A password has at least %(length)s characters. A short sentence works well.", length=policy.shortest
        )
    if len(password) > MAX_LENGTH:
        return Message("A password has at most %(length)s characters.", length=MAX_LENGTH)
    if sum(bool(re.search(kind, password)) for kind in _KINDS) < policy.kinds:
        return Message(
            "A password mixes at least three of these: small letters, capital letters, digits, other characters."
        )
    folded = password.lower()
    if any(name in folded for name in _forms(names)):
        return Message("The password must not contain your name or user name.")
    if _is_well_known(folded, policy):
        return Message("This password is easy to guess. Choose another.")
    return None


def _is_well_known(folded: str, policy: Policy) -> bool:
    """Whether little is left without the words that everybody tries and what they put round them, or few characters."""
    rest = folded
    for stem in sorted(_WELL_KNOWN, key=len, reverse=True):
        rest = rest.replace(stem, "")
    if rest != folded:
        rest = re.sub(r"[\W\d_]", "", rest)
    return len(rest) < policy.shortest // 2 or len(set(folded)) < 5


def _forms(names: Iterable[str]) -> set[str]:
    """Each name as it may stand in a password: as written, in pinyin forwards and turned round, its first letters."""
    found: set[str] = set()
    for name in filter(None, names):
        syllables = pinyin(name)
        found |= {name.lower(), "".join(syllables), "".join((*syllables[1:], *syllables[:1]))}
        if name.isascii():
            found |= set(re.findall(r"[a-z]+", name.lower()))
        elif len(name) >= _SHORTEST_NAME:
            found.add(initials(name))
    return {form for form in found if len(form) >= (_SHORTEST_NAME if form.isascii() else 2)}


def random_code() -> str:
    """A code to hand over on paper: four groups that nobody misreads, 79 bits."""
    return "-".join("".join(choice(_LETTERS) for _ in range(4)) for _ in range(4))


def tidy_code(typed: str) -> str:
    """A code as `random_code` wrote it, from what a person typed."""
    letters = re.sub(r"[^a-z0-9]", "", typed.lower())[:32]
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def digest(token: str) -> str:
    """What is kept of a random token."""
    return hashlib.sha256(token.encode()).hexdigest()


@lru_cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")
