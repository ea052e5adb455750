"""Giving instructions: a leader's word to the progress of a week becomes a follow-up of the officer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.audit import service as audit
from app.kernel import clock
from app.kernel import once as once_keys
from app.kernel.db import command, db
from app.kernel.errors import Invalid
from app.kernel.permissions import Actor
from app.kernel.sockets import Socket
from app.kernel.text import Message
from app.projects import queries, rules
from app.projects.models import Instruction
from app.projects.rules import Week
from app.projects.schemas import InstructionDraft


@dataclass(frozen=True)
class Order:
    """What is to be done about a project, by whom of the area, by when."""

    project_id: int
    owner_id: int
    text: str
    due_on: date
    is_sample: bool = False


#: The room of follow-ups makes one of an order, inside the command that gives it, and says its number.
INSTRUCTIONS: Socket[Callable[[Actor, Order], int]] = Socket("what instructions become")


@command
def instruct(
    actor: Actor, project_id: int, week: Week, draft: InstructionDraft, *, once: str | None = None
) -> Instruction:
    """Say a word to the progress of a week. The officer of the project does it, within a week unless a day is given."""
    if made := once_keys.claim(actor, once):
        return db.session.get_one(Instruction, made)
    project = queries.get(actor, project_id)
    rules.check_may_instruct(actor, project)
    today = clock.today()
    due_on = draft.due_on or today + rules.INSTRUCTION_TERM
    if due_on < today:
        raise Invalid.at("due_on", Message("This day has passed. Choose a later one."))
    order = Order(project.id, project.officer.person_id, draft.text, due_on, project.is_sample)
    given = Instruction(
        project_id=project.id, monday=week.monday, text=draft.text, due_on=due_on, by_id=actor.id, at=clock.now()
    )
    db.session.add(given)
    for _, carry_out in INSTRUCTIONS:
        given.follow_up_id = carry_out(actor, order)
    db.session.flush()
    once_keys.settle(actor, once, given.id)
    audit.record(actor, "project.instruct", project, week=str(week), instruction=draft.text, due_on=due_on)
    return given
