"""What can be done to a project. Each command is one transaction and asks for the version that was seen."""

from app.projects.service import erasing, leaving
from app.projects.service.access import let_in, note_look, shut_out
from app.projects.service.editing import archive, change, create, restore, set_next_step, set_status
from app.projects.service.pipeline import move, record_milestone, withdraw_milestone

__all__ = [
    "archive",
    "change",
    "create",
    "erasing",
    "leaving",
    "let_in",
    "move",
    "note_look",
    "record_milestone",
    "restore",
    "set_next_step",
    "set_status",
    "shut_out",
    "withdraw_milestone",
]
