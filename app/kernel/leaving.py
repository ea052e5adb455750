"""Leaving: what belongs to a person and goes over to others when they leave. Every room plugs its own kinds in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

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


#: Name -> a kind of things that belong to a person.
ON_LEAVE: Socket[Belongings] = Socket("what goes over when somebody leaves")
