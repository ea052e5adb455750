"""What is due or late, and to whom it has come already: for everybody at once, read by nobody but the program."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, select

from app.kernel.db import db
from app.meetings.models import FollowUp, FollowUpEscalation, FollowUpStatus


def due_by(day: date) -> Sequence[Any]:
    """Open follow-ups that are due by a day: what their owner, head and supervisor may have to hear of."""
    found = select(FollowUp.id, FollowUp.owner_id, FollowUp.unit_id, FollowUp.supervisor_id, FollowUp.due_on).where(
        FollowUp.status == FollowUpStatus.OPEN, FollowUp.archived_at.is_(None), FollowUp.due_on <= day
    )
    return db.session.execute(found.order_by(FollowUp.due_on, FollowUp.id)).all()


def told_by(day: date) -> set[tuple[int, int]]:
    """The follow-ups among them with each rung that they have come to for their present due day."""
    for_this_day = and_(FollowUp.id == FollowUpEscalation.follow_up_id, FollowUp.due_on == FollowUpEscalation.due_on)
    found = (
        select(FollowUpEscalation.follow_up_id, FollowUpEscalation.rung)
        .join(FollowUp, for_this_day)
        .where(FollowUp.status == FollowUpStatus.OPEN, FollowUp.archived_at.is_(None), FollowUp.due_on <= day)
    )
    return {(row.follow_up_id, row.rung) for row in db.session.execute(found)}
