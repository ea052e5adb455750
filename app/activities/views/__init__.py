"""The doors of activities."""

from app.activities.views.records import bp

__all__ = ["bp"]
