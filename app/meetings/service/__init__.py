"""What can be done to meetings and follow-ups. Each command is one transaction."""

from app.meetings.service import erasing, instructions, leaving
from app.meetings.service.course import amend, cancel, finalize, hold
from app.meetings.service.follow_ups import close, postpone, promise
from app.meetings.service.lines import read_lines, understand
from app.meetings.service.meetings import LOG_FORM, archive, change, keep_draft, log, restore

__all__ = [
    "LOG_FORM",
    "amend",
    "archive",
    "cancel",
    "change",
    "close",
    "erasing",
    "finalize",
    "hold",
    "instructions",
    "keep_draft",
    "leaving",
    "log",
    "postpone",
    "promise",
    "read_lines",
    "restore",
    "understand",
]
