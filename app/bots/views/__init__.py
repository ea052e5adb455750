"""Doors of bots: the administrator's page of a unit's bot, and messages on their way out."""

from app.bots.views import posts
from app.bots.views.setting_up import bp

__all__ = ["bp", "posts"]
