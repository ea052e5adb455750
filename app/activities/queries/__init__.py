"""Reading activities. Every statement starts from who may see what (`activities`)."""

from app.activities.queries import histories, register, subjects, timeline
from app.activities.queries.activities import (
    LIST,
    ActivityFilters,
    about_hidden,
    enterprises_of,
    get,
    listing,
    meeting_options,
    meetings,
    mine,
    my_coming,
    options,
    taking_place,
    visible_clause,
    visible_to,
    with_person,
)
from app.activities.queries.register import columns

__all__ = [
    "LIST",
    "ActivityFilters",
    "about_hidden",
    "columns",
    "enterprises_of",
    "get",
    "histories",
    "listing",
    "meeting_options",
    "meetings",
    "mine",
    "my_coming",
    "options",
    "register",
    "subjects",
    "taking_place",
    "timeline",
    "visible_clause",
    "visible_to",
    "with_person",
]
