"""Meetings, who was there, and follow-ups."""

from app.meetings.models.follow_ups import (
    PENDING,
    FollowUp,
    FollowUpEscalation,
    FollowUpMove,
    FollowUpNote,
    FollowUpStatus,
    FollowUpSupporter,
    FollowUpUnit,
    Rung,
    Side,
    Step,
)
from app.meetings.models.meetings import (
    Meeting,
    MeetingAmendment,
    MeetingEnterprise,
    MeetingOurs,
    MeetingProject,
    MeetingStatus,
    MeetingTheirs,
)

__all__ = [
    "PENDING",
    "FollowUp",
    "FollowUpEscalation",
    "FollowUpMove",
    "FollowUpNote",
    "FollowUpStatus",
    "FollowUpSupporter",
    "FollowUpUnit",
    "Meeting",
    "MeetingAmendment",
    "MeetingEnterprise",
    "MeetingOurs",
    "MeetingProject",
    "MeetingStatus",
    "MeetingTheirs",
    "Rung",
    "Side",
    "Step",
]
