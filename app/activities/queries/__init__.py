"""Reading activities. Every statement starts from who may see what (`activities`)."""

from app.activities.queries import histories, register, subjects, timeline
from app.activities.queries.activities import (
    LIST,
    ActivityFilters,
    enterprises_of,
    get,
    listing,
    meeting_options,
    meetings,
    options,
    visible_clause,
    visible_to,
)
from app.activities.queries.register import columns

__all__ = [
    "LIST",
    "ActivityFilters",
    "columns",
    "enterprises_of",
    "get",
    "histories",
    "listing",
    "meeting_options",
    "meetings",
    "options",
    "register",
    "subjects",
    "timeline",
    "visible_clause",
    "visible_to",
]
