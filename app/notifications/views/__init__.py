"""Doors of notifications: the bell and the list, how one wants to be told, and letters on their way out."""

from app.notifications.views import choices, letters
from app.notifications.views.reading import bp

__all__ = ["bp", "choices", "letters"]
