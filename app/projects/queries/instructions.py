"""What leaders said to the progress of projects (批示), and what has become of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from app.accounts.models import Person, User
from app.kernel.db import db
from app.kernel.listing import Rows
from app.kernel.permissions import Actor
from app.kernel.sockets import Socket
from app.kernel.text import Message
from app.projects.models import Instruction
from app.projects.rules import Week

_SHOWN = 200


@dataclass(frozen=True)
class Outcome:
    """How the follow-up stands that an instruction became; `endpoint` with `values` is its page."""

    word: Message
    is_open: bool
    due_on: date
    endpoint: str
    values: Mapping[str, int]


#: The room of follow-ups says how those with these numbers stand, as far as the actor may see them.
INSTRUCTED: Socket[Callable[[Actor, Sequence[int]], Mapping[int, Outcome]]] = Socket("outcomes of instructions")


@dataclass(frozen=True)
class Said:
    """An instruction with its outcome, where there is one that the reader may see."""

    row: Row[Any]
    outcome: Outcome | None


def instructions(actor: Actor, ids: Sequence[int], week: Week | None = None) -> dict[int, list[Said]]:
    """The instructions to these projects, the newest first; with a week only those of that one."""
    found: Rows = (
        select(
            Instruction.project_id,
            Instruction.monday,
            Instruction.text,
            Instruction.due_on,
            Instruction.at,
            Instruction.follow_up_id,
            Person.name,
            Person.name_en,
        )
        .join(User, User.id == Instruction.by_id)
        .join(Person, Person.id == User.person_id)
        .where(Instruction.project_id.in_(ids))
        .order_by(Instruction.id.desc())
        .limit(_SHOWN)
    )
    rows = db.session.execute(found.where(Instruction.monday == week.monday) if week else found).all()
    numbers = [row.follow_up_id for row in rows if row.follow_up_id]
    outcomes: dict[int, Outcome] = {}
    for _, stand in INSTRUCTED:
        outcomes.update(stand(actor, numbers) if numbers else {})
    said: dict[int, list[Said]] = {}
    for row in rows:
        said.setdefault(row.project_id, []).append(Said(row, outcomes.get(row.follow_up_id)))
    return said
