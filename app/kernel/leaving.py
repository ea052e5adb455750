"""Leaving: what belongs to a person and goes over to others when they leave. Every room plugs its own kinds in."""

from collections.abc import Callable, Mapping, MutableSequence, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from app.kernel.permissions import Actor
from app.kernel.sockets import Socket
from app.kernel.text import Message


@dataclass(frozen=True)
class Colleague:
    """Somebody who leaves or takes over: as a user, as a person of the area, in their unit."""

    user_id: int
    person_id: int
    unit_id: int
    name: str


@dataclass(frozen=True)
class Belonging:
    """One thing that goes over, as the reader may see it; `endpoint` with `values` is its page."""

    title: str
    endpoint: str
    values: Mapping[str, int]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Belongings:
    """One kind of things. `count` counts all; `shown` tells those that the actor may see; `move` hands all over.

    `move` runs inside a command, writes an audit line for each record and returns how many there were: whoever does
    it need not see what goes over.
    """

    label: Message
    icon: str
    count: Callable[[Colleague], int]
    shown: Callable[[Actor, Colleague], Sequence[Belonging]]
    move: Callable[[Actor, Colleague, Colleague], int]


class Place(Protocol):
    """Somebody's place among those who take part in something, made anew for another person."""

    def __init__(self, *, person_id: int, unit_id: int, position: int) -> None: ...
    @property
    def person_id(self) -> int: ...
    @property
    def position(self) -> int: ...


P = TypeVar("P", bound=Place)


def take_place(places: MutableSequence[P], leaver: Colleague, heir: Colleague) -> bool:
    """The heir takes the leaver's place among these, unless they have one already; whether they came in anew."""
    place = next((one for one in places if one.person_id == leaver.person_id), None)
    if place is None:
        return False
    places.remove(place)
    if any(one.person_id == heir.person_id for one in places):
        return False
    places.append(type(place)(person_id=heir.person_id, unit_id=heir.unit_id, position=place.position))
    return True


#: Name -> a kind of things that belong to a person.
ON_LEAVE: Socket[Belongings] = Socket("what goes over when somebody leaves")
