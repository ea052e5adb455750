"""Verbs of notifications: `notify` and `remind` inside the command that is their reason, `read` by the reader."""

from app.notifications.service.reading import read, read_all
from app.notifications.service.telling import Reminder, notify, remind

__all__ = ["Reminder", "notify", "read", "read_all", "remind"]
