"""Rules of sight are asked for up to ten times by one page, and building one costs more than running it."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from app.kernel import clock

P = ParamSpec("P")
R = TypeVar("R")
_KEPT = 32


def kept_today(rule: Callable[P, R]) -> Callable[P, R]:
    """Keep what a rule has built for an actor and a table until the day ends.

    The rule may depend on nothing else: an actor whose grants have changed is another actor.
    """

    build: Callable[..., R] = lru_cache(maxsize=_KEPT)(lambda _today, *args, **kwargs: rule(*args, **kwargs))

    @wraps(rule)
    def kept(*args: P.args, **kwargs: P.kwargs) -> R:
        return build(clock.today(), *args, **kwargs)

    return kept
