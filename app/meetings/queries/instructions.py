"""How the follow-ups stand that instructions became."""

from collections.abc import Mapping, Sequence

from app.kernel.db import db
from app.kernel.permissions import Actor
from app.meetings.models import FollowUp, FollowUpStatus
from app.meetings.queries import follow_ups
from app.projects.queries.instructions import INSTRUCTED, Outcome


@INSTRUCTED.plug("follow_ups")
def outcomes(actor: Actor, ids: Sequence[int]) -> Mapping[int, Outcome]:
    """The state of each of these follow-ups that the actor may see."""
    found = follow_ups.visible_to(actor).where(FollowUp.id.in_(ids))
    return {
        follow_up.id: Outcome(
            word=follow_ups.STATUS_NAMES[follow_up.status],
            is_open=follow_up.status in {FollowUpStatus.OPEN, FollowUpStatus.SUBMITTED},
            due_on=follow_up.due_on,
            endpoint="follow_ups.show",
            values={"follow_up_id": follow_up.id},
        )
        for follow_up in db.session.scalars(found)
    }
