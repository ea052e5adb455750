"""Verbs of notifications: `notify` and `remind` inside the command that is their reason, `read` by the reader."""

from app.notifications.service import mailing
from app.notifications.service.choosing import choose
from app.notifications.service.reading import read, read_all
from app.notifications.service.telling import Reminder, notify, remind

__all__ = ["Reminder", "choose", "mailing", "notify", "read", "read_all", "remind"]
