"""What can be done to activities. Each command is one transaction."""

from app.activities.service import erasing, leaving
from app.activities.service.activities import archive, change, create, restore

__all__ = ["archive", "change", "create", "erasing", "leaving", "restore"]
