"""What can be done to a project. Each command is one transaction and asks for the version that was seen."""

from app.projects.service import erasing, leaving
from app.projects.service.access import let_in, note_look, shut_out
from app.projects.service.bulk import BulkResult, change_many, undo_many
from app.projects.service.claims import return_claim, verify_claims
from app.projects.service.contacts import note_contact
from app.projects.service.editing import archive, change, create, restore, set_next_step, set_status
from app.projects.service.instructions import instruct
from app.projects.service.pipeline import move, record_milestone, withdraw_milestone
from app.projects.service.undo import undo_move
from app.projects.service.waivers import (
    decide_waiver,
    request_waiver,
    settle_everything,
    settle_item,
    settle_met,
    withdraw_waiver,
)
from app.projects.service.weekly import same_as_before, write_week

__all__ = [
    "BulkResult",
    "archive",
    "change",
    "change_many",
    "create",
    "decide_waiver",
    "erasing",
    "instruct",
    "leaving",
    "let_in",
    "move",
    "note_contact",
    "note_look",
    "record_milestone",
    "request_waiver",
    "restore",
    "return_claim",
    "same_as_before",
    "set_next_step",
    "set_status",
    "settle_everything",
    "settle_item",
    "settle_met",
    "shut_out",
    "undo_many",
    "undo_move",
    "verify_claims",
    "withdraw_milestone",
    "withdraw_waiver",
    "write_week",
]
