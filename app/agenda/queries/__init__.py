"""Reading the calendar. A module for each kind of entry; `days` puts them together."""

from app.agenda.queries.days import entries, laid_out
from app.agenda.queries.feeds import find_feed, whose_feed
from app.agenda.queries.filters import AgendaFilters
from app.agenda.queries.leaders import of_leaders
from app.agenda.queries.meetings import one_meeting

__all__ = ["AgendaFilters", "entries", "find_feed", "laid_out", "of_leaders", "one_meeting", "whose_feed"]
