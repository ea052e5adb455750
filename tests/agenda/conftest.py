"""The world of meetings is the calendar's too."""

from tests.meetings.conftest import now, world

__all__ = ["now", "world"]
