"""Reading reservations: each is as confidential as its project."""

from app.reservations.queries import claims, panels, subjects, timeline
from app.reservations.queries.fit import Suggestion, need_of, suggestions
from app.reservations.queries.lists import LIST, ReservationFilters, columns, listing, of_project
from app.reservations.queries.scope import Sight, called, find, get, knowledge_of, near, sight, visible_to

__all__ = [
    "LIST",
    "ReservationFilters",
    "Sight",
    "Suggestion",
    "called",
    "claims",
    "columns",
    "find",
    "get",
    "knowledge_of",
    "listing",
    "near",
    "need_of",
    "of_project",
    "panels",
    "sight",
    "subjects",
    "suggestions",
    "timeline",
    "visible_to",
]
