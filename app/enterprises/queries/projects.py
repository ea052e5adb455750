"""The projects of an enterprise, shown by the room below and told by the room above."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from app.kernel.permissions import Actor
from app.kernel.sockets import Socket
from app.kernel.text import Message


@dataclass(frozen=True)
class ProjectRow:
    """A project in one line. Codes come with the words that say them; `total_fen` is the total investment."""

    id: int
    code: str
    name_zh: str
    name_en: str
    stage: str
    stage_word: Message
    status: str
    status_word: Message
    total_fen: int | None
    officer_name: str
    enterprise_id: int


#: The projects of these enterprises (main enterprise, project company or investor) that the actor may see and
#: that are not archived, newest change first, at most 50, in one statement.
PROJECTS_OF: Socket[Callable[[Actor, Sequence[int]], Sequence[ProjectRow]]] = Socket("projects of enterprises")


def projects_of(actor: Actor, enterprise_ids: Sequence[int]) -> list[ProjectRow]:
    """What the rooms above know about projects of these enterprises."""
    return list(chain.from_iterable(rows(actor, enterprise_ids) for _, rows in PROJECTS_OF))
