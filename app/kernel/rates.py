"""Rate limits: how often somebody may do something, counted for all workers together.

A window is fixed: it begins at the first use and lasts as long as the rate says. The database counts, so that an
office needs nothing else; with LUODI_REDIS_URL Redis does. What is asked at every keystroke is counted in strides: a
worker takes several uses at once and writes again only when they are spent. See docs/decisions/0014.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import ParamSpec, Protocol, TypeVar

from flask import current_app, request
from sqlalchemy import BigInteger, case, delete
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock, settings
from app.kernel.db import Model, command, db
from app.kernel.errors import TooMany
from app.kernel.guard import find_actor
from app.kernel.passwords import digest
from app.kernel.permissions import Can
from app.kernel.settings import WholeNumber, declare
from app.kernel.text import Message
from app.kernel.upsert import upsert

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger("luodi")

_GROUP = Message("Rate limits")
_HOUR = 3600
_FORGOTTEN_AFTER = 2 * _HOUR


class RateWindow(Model):
    """How often a key was used in the window that began at this second. The key is a digest and names nobody."""

    __tablename__ = "rate_windows"
    key: Mapped[str] = mapped_column(primary_key=True)
    began: Mapped[int] = mapped_column(BigInteger, index=True)
    uses: Mapped[int]


@dataclass(frozen=True)
class Rate:
    """So many uses (a setting) in so many seconds. `stride` uses are taken at once.

    What only reads goes on where nothing can be written (`only_reads`), such as on a full disk.
    """

    name: str
    limit: WholeNumber
    seconds: int
    stride: int = 1
    only_reads: bool = False


def _limit(name: str, default: int, title: Message, explanation: Message) -> WholeNumber:
    return declare(
        WholeNumber(
            code=f"rates.{name}",
            group=_GROUP,
            title=title,
            explanation=explanation,
            default=default,
            lowest=max(3, default // 10),
            highest=default * 20,
            unit=Message("times a minute"),
            right=Can.EDIT_SECURITY,
        )
    )


SIGN_IN = Rate(
    "sign_in",
    _limit(
        "sign_in",
        10,
        Message("Tries to sign in"),
        Message("For one name from one address. Colleagues behind the same address do not count for each other."),
    ),
    60,
)
SINGLE_SIGN_ON = Rate(
    "single_sign_on",
    _limit(
        "single_sign_on",
        120,
        Message("Departures to the single sign-on"),
        Message("From one address: nobody has said a name yet, so colleagues behind it count together."),
    ),
    60,
)
SECOND_FACTOR = Rate(
    "second_factor",
    _limit("second_factor", 10, Message("Tries of the second factor"), Message("For one person.")),
    60,
)
RESET = Rate(
    "reset",
    _limit("reset", 10, Message("Uses of reset links"), Message("For one link from one address.")),
    60,
)
SEARCH = Rate(
    "search",
    _limit("search", 300, Message("Searches"), Message("For one person; every pause in typing is a search.")),
    60,
    stride=20,
    only_reads=True,
)
FEED = Rate(
    "feed",
    _limit("feed", 30, Message("Readings of a calendar"), Message("For one secret address.")),
    60,
    only_reads=True,
)
EXPORT = Rate("export", _limit("export", 20, Message("Exports"), Message("For one person.")), 60)
UPLOAD = Rate("upload", _limit("upload", 60, Message("Uploads"), Message("Files sent by one person.")), 60)
UNMASK = Rate(
    "unmask",
    _limit("unmask", 30, Message("Personal data shown in full"), Message("For one person.")),
    60,
)

TRIAL = Rate("trial", _limit("trial", 10, Message("Test messages to groups"), Message("For one person.")), 60)


class Counter(Protocol):
    """Where uses are counted."""

    def take(self, key: str, uses: int, seconds: int) -> tuple[int, int]:
        """Count uses: how many there are now in the window, and after how many seconds it ends."""


class DatabaseCounter:
    """One row for a key, moved on in one statement: two workers at once wait for each other."""

    @staticmethod
    @command
    def take(key: str, uses: int, seconds: int) -> tuple[int, int]:
        now = int(clock.now().timestamp())
        is_over = RateWindow.began <= now - seconds
        counting = (
            upsert(RateWindow)
            .values(key=key, began=now, uses=uses)
            .on_conflict_do_update(
                index_elements=[RateWindow.key],
                set_={
                    "uses": case((is_over, uses), else_=RateWindow.uses + uses),
                    "began": case((is_over, now), else_=RateWindow.began),
                },
            )
            .returning(RateWindow.uses, RateWindow.began)
        )
        used, began = db.session.execute(counting).one()
        if used == uses:  # a new window: the moment to forget old ones
            db.session.execute(delete(RateWindow).where(RateWindow.began < now - _FORGOTTEN_AFTER))
        return used, max(1, began + seconds - now)


class RedisCounter:
    """The same in Redis: one key that dies with its window."""

    def __init__(self, url: str) -> None:
        from redis import Redis

        self._redis = Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)

    def take(self, key: str, uses: int, seconds: int) -> tuple[int, int]:
        """Where Redis does not answer the database counts: a limit never falls away."""
        from redis.exceptions import RedisError

        try:
            return self._take(key, uses, seconds)
        except RedisError as silence:
            logger.warning("redis does not answer, the database counts: %s", type(silence).__name__)
            return DatabaseCounter.take(key, uses, seconds)

    def _take(self, key: str, uses: int, seconds: int) -> tuple[int, int]:
        with self._redis.pipeline(transaction=True) as steps:
            steps.set(f"luodi:rate:{key}", 0, ex=seconds, nx=True)
            steps.incrby(f"luodi:rate:{key}", uses)
            steps.ttl(f"luodi:rate:{key}")
            _, used, left = steps.execute()
        return int(used), max(1, int(left))


class _Purse:
    """Uses that this worker has taken and not yet spent: key -> (how many, the second in which they lapse)."""

    SIZE = 10_000

    def __init__(self) -> None:
        self._kept: dict[str, tuple[int, int]] = {}
        self._turn = Lock()

    def spend(self, key: str, now: int) -> bool:
        """Spend one; False when there is none."""
        with self._turn:
            left, lapses = self._kept.get(key, (0, 0))
            if left <= 0 or now >= lapses:
                return False
            self._kept[key] = (left - 1, lapses)
            return True

    def keep(self, key: str, uses: int, lapses: int) -> None:
        with self._turn:
            if len(self._kept) >= self.SIZE:
                self._kept.clear()
            self._kept[key] = (uses, lapses)


_purse = _Purse()


def count(rate: Rate, *who: str) -> None:
    """Count one use by this person; TooMany beyond the limit, with the seconds until it may go on."""
    key = digest("\n".join((rate.name, *who)))
    now = int(clock.now().timestamp())
    if rate.stride > 1 and _purse.spend(key, now):
        return
    limit = settings.read(rate.limit)
    stride = max(1, min(rate.stride, limit // 10))
    counter: Counter = current_app.extensions["luodi_rates"]
    try:
        used, wait = counter.take(key, stride, rate.seconds)
    except OperationalError:
        if rate.only_reads:
            return
        raise
    if used - stride >= limit:
        raise TooMany(wait)
    if stride > 1:
        _purse.keep(key, stride - 1, now + wait)


def limited(
    rate: Rate, *, by: Callable[[], str] = str, posts_only: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Count every use of a view: per person who is signed in, else per address together with what `by` tells.

    Per address alone only where the limit is meant for a whole office: one may sit behind it.
    """

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def counted(*args: P.args, **kwargs: P.kwargs) -> R:
            if request.method == "POST" or not posts_only:
                actor = find_actor()
                count(rate, *(("user", str(actor.id)) if actor else ("address", request.remote_addr or "", by())))
            return view(*args, **kwargs)

        return counted

    return guard


def typed_name() -> str:
    """The user name that somebody is trying."""
    return request.form.get("username", "").strip().lower()[:80]


def path_asked() -> str:
    """The address of the page: a link that was handed over is counted for itself."""
    return request.path


def counter_for(redis_url: str) -> Counter:
    """Where an installation counts."""
    return RedisCounter(redis_url) if redis_url else DatabaseCounter()
