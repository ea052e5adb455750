"""Meetings, who was there, and follow-ups."""

from app.meetings.models.follow_ups import FollowUp, FollowUpStatus, Side
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
    "FollowUp",
    "FollowUpStatus",
    "Meeting",
    "MeetingAmendment",
    "MeetingEnterprise",
    "MeetingOurs",
    "MeetingProject",
    "MeetingStatus",
    "MeetingTheirs",
    "Side",
]
