"""The timeline of an enterprise or a project: what happened, from every room that knows something."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from app.kernel.permissions import Actor
from app.kernel.sockets import Socket
from app.kernel.text import Message

ENTRIES = 30


@dataclass(frozen=True)
class Subject:
    """Whose timeline: an enterprise (with those it is asked to include) or one project."""

    enterprise_ids: tuple[int, ...] = ()
    project_id: int | None = None


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `kind` is meeting, activity, follow_up, stage or milestone; `at` orders the timeline.

    `title` is a Message or a name; `by` who did it; `endpoint` with `values` is its page.
    """

    at: datetime
    kind: str
    icon: str
    title: Message | str
    text: str = ""
    by: str = ""
    endpoint: str = ""
    values: Mapping[str, int] = field(default_factory=dict)


#: name -> entries of a subject, newest first, strictly before an instant, at most so many.
Source = Callable[[Actor, Subject, datetime | None, int], Sequence[Entry]]
TIMELINE: Socket[Source] = Socket("timeline entries")


def entries(actor: Actor, subject: Subject, before: datetime | None = None, kind: str = "") -> list[Entry]:
    """The newest entries from all rooms, of one kind where it is given. One statement per room, whatever the length."""
    every = chain.from_iterable(source(actor, subject, before, ENTRIES) for _, source in TIMELINE)
    found = (entry for entry in every if kind in ("", entry.kind))
    return sorted(found, key=lambda entry: entry.at, reverse=True)[:ENTRIES]
