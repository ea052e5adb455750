"""The doors of meetings and follow-ups."""

from app.meetings.views import course as _course  # noqa: F401  its routes stand on the blueprint of the records
from app.meetings.views import log as _log  # noqa: F401  so do these
from app.meetings.views import steps as _steps  # noqa: F401  its routes stand on the blueprint of the follow-ups
from app.meetings.views.promises import follow_ups
from app.meetings.views.records import bp

__all__ = ["bp", "follow_ups"]
