"""What can be done to meetings and follow-ups. Each command is one transaction."""

from app.meetings.service import erasing, instructions, leaving
from app.meetings.service.follow_ups import close, postpone, promise
from app.meetings.service.meetings import LOG_FORM, archive, cancel, change, keep_draft, log, restore

__all__ = [
    "LOG_FORM",
    "archive",
    "cancel",
    "change",
    "close",
    "erasing",
    "instructions",
    "keep_draft",
    "leaving",
    "log",
    "postpone",
    "promise",
    "restore",
]
