"""What can be done to enterprises and contacts. Each command is one transaction; inside another it joins in."""

from app.enterprises.service import leaving
from app.enterprises.service.contacts import (
    archive_contact,
    change_contact,
    create_contact,
    find_or_create_contact,
    move_contact,
    restore_contact,
)
from app.enterprises.service.enterprises import archive, change, change_fact, create, find_or_create, restore
from app.enterprises.service.personal import copy, erase, unmask

__all__ = [
    "archive",
    "archive_contact",
    "change",
    "change_contact",
    "change_fact",
    "copy",
    "create",
    "create_contact",
    "erase",
    "find_or_create",
    "find_or_create_contact",
    "leaving",
    "move_contact",
    "restore",
    "restore_contact",
    "unmask",
]
