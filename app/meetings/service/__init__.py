"""What can be done to meetings and follow-ups. Each command is one transaction."""

from app.meetings.service import erasing, instructions, leaving
from app.meetings.service.course import amend, cancel, finalize, hold
from app.meetings.service.escalation import escalate
from app.meetings.service.follow_ups import edit, postpone, promise
from app.meetings.service.lines import read_lines, understand
from app.meetings.service.meetings import LOG_FORM, archive, change, keep_draft, log, restore
from app.meetings.service.photos import log_with_files
from app.meetings.service.supervision import close, note, reopen, send_back, submit

__all__ = [
    "LOG_FORM",
    "amend",
    "archive",
    "cancel",
    "change",
    "close",
    "edit",
    "erasing",
    "escalate",
    "finalize",
    "hold",
    "instructions",
    "keep_draft",
    "leaving",
    "log",
    "log_with_files",
    "note",
    "postpone",
    "promise",
    "read_lines",
    "reopen",
    "restore",
    "send_back",
    "submit",
    "understand",
]
