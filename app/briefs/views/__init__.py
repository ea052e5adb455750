"""The doors of papers."""

from app.briefs.views.doors import bp

__all__ = ["bp"]
