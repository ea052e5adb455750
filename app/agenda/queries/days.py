"""All kinds together: the entries of a span one after the other, or day by day, a few on each."""

from collections.abc import Iterator, Mapping
from datetime import date

from app.agenda import rules
from app.agenda.queries import activities, follow_ups, meetings, milestones
from app.agenda.queries.filters import AgendaFilters
from app.agenda.queries.sources import Source
from app.agenda.rules import Day, Entry, Kind
from app.kernel.permissions import Actor

#: So many of a kind are counted on a day; beyond that a page says "or more".
_COUNTED = 30
#: In the order in which a day tells of them.
_SOURCES: Mapping[Kind, Source] = {
    Kind.MEETING: meetings.SOURCE,
    Kind.MILESTONE: milestones.SOURCE,
    Kind.FOLLOW_UP: follow_ups.SOURCE,
}


def entries(actor: Actor, filters: AgendaFilters, first: date, last: date) -> list[Entry]:
    """What stands on the days from the first to the last, as far as the actor may see it."""
    found = [entry for source in _asked_for(filters) for entry in source.all(actor, filters, first, last)]
    return [*_lasting(actor, filters, first, last), *found]


def laid_out(actor: Actor, filters: AgendaFilters, first: date, last: date, shown: int) -> dict[date, Day]:
    """Each of these days with its first entries and how many more it has.

    Kind after kind takes the places that are left, so that no more is read than is shown.
    """
    found = _lasting(actor, filters, first, last)
    counted = {day: len(entries) for day, entries in rules.by_day(found, first, last).items()}
    beyond_counting, most = set(), max(shown + 1, _COUNTED)
    for source in _asked_for(filters):
        places = {day: max(shown - count, 0) for day, count in counted.items()}
        some, counts = source.few(actor, filters, places, most)
        found += some
        for day, count in counts.items():
            counted[day] += count
            if count == most:
                beyond_counting.add(day)
    return {
        day: Day(entries[:shown], max(counted[day] - shown, 0), day in beyond_counting)
        for day, entries in rules.by_day(found, first, last).items()
    }


def _asked_for(filters: AgendaFilters) -> Iterator[Source]:
    return (source for kind, source in _SOURCES.items() if filters.kind in {None, kind})


def _lasting(actor: Actor, filters: AgendaFilters, first: date, last: date) -> list[Entry]:
    """What there is little of: activities, and the time that somebody is taken by what the actor may not see."""
    found: list[Entry] = []
    if filters.kind in {None, Kind.ACTIVITY}:
        found += activities.entries(actor, filters, first, last)
        if filters.person:
            found += activities.busy(actor, filters.person, first, last)
    if filters.kind in {None, Kind.MEETING} and filters.person:
        found += meetings.busy(actor, filters.person, first, last)
    return found
