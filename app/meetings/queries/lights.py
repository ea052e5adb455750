"""What turns a project's light red: supervised follow-ups that are overdue."""

from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select

from app.calendar import queries as calendar
from app.meetings.models import FollowUp, FollowUpStatus, Meeting
from app.projects.queries import OVERDUE


@OVERDUE.plug("follow_ups")
def overdue_supervised(today: date) -> Select[Any]:
    """The project of each supervised follow-up that is open and late by working days.

    A light is the same for everybody: what was agreed in a confidential meeting has no part in it.
    """
    return (
        select(FollowUp.project_id)
        .outerjoin(Meeting, Meeting.id == FollowUp.meeting_id)
        .where(
            FollowUp.supervisor_id.is_not(None),
            FollowUp.status == FollowUpStatus.OPEN,
            FollowUp.due_on < calendar.workdays().late_before(today),
            FollowUp.archived_at.is_(None),
            FollowUp.project_id.is_not(None),
            or_(Meeting.id.is_(None), Meeting.is_confidential.is_(False)),
        )
    )
