"""Sockets: how a higher room serves a lower one without being imported by it."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Socket(Generic[T]):
    """A named set of plugs. The lower room declares it, higher rooms plug things in at import."""

    def __init__(self, purpose: str) -> None:
        self.purpose = purpose
        self._plugs: dict[str, T] = {}

    def plug(self, name: str) -> Callable[[T], T]:
        """Decorator: put a thing in under a name that must still be free."""

        def fit(thing: T) -> T:
            if name in self._plugs:
                raise RuntimeError(f"{self.purpose}: {name!r} is already plugged in")
            self._plugs[name] = thing
            return thing

        return fit

    def __getitem__(self, name: str) -> T:
        return self._plugs[name]

    def __contains__(self, name: str) -> bool:
        return name in self._plugs

    def __iter__(self) -> Iterator[tuple[str, T]]:
        return iter(self._plugs.items())
