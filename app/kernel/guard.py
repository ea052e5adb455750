"""The guard at the doors: who is asking, and may they?"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import current_app, g

from app.kernel.errors import Forbidden
from app.kernel.permissions import Actor, Can

P = ParamSpec("P")
R = TypeVar("R")


class SignInNeeded(Exception):
    """Nobody is signed in: the factory sends a page request to the sign-in page."""


def find_actor() -> Actor | None:
    """The signed-in actor of this request, if any."""
    actor: Actor | None = g.get("actor")
    return actor


def current_actor() -> Actor:
    """The signed-in actor of this request; SignInNeeded without one."""
    actor = find_actor()
    if actor is None:
        raise SignInNeeded
    return actor


def require(right: Can) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a view run only for an actor who holds the right; the right is kept on the view for the house test."""

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not current_actor().may(right):
                raise Forbidden
            return view(*args, **kwargs)

        guarded.__dict__["permission"] = right
        return guarded

    return guard


def may_open(endpoint: str) -> bool:
    """Whether the reader holds the right that this door asks for: a page that they may not open is not linked to."""
    actor, right = find_actor(), getattr(current_app.view_functions[endpoint], "permission", None)
    return right is None or (actor is not None and actor.may(right))


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Mark one of the few views that need no sign-in."""
    view.__dict__["permission"] = None
    return view
