"""A leader's instruction to a project becomes a follow-up of its officer."""

from app.kernel.permissions import Actor
from app.meetings.schemas import FollowUpDraft
from app.meetings.service.follow_ups import promise
from app.projects.service.instructions import INSTRUCTIONS, Order


@INSTRUCTIONS.plug("follow_ups")
def to_follow_up(actor: Actor, order: Order) -> int:
    """Write the follow-up down, inside the command that gives the instruction."""
    draft = FollowUpDraft(
        text=order.text,
        source="instruction",
        project_id=order.project_id,
        owner_id=order.owner_id,
        due_on=order.due_on,
    )
    return promise(actor, draft, is_sample=order.is_sample).id
