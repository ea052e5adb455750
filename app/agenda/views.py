"""The calendar: month, week, agenda and day, the leaders' week on paper, and what other calendars read."""

from flask import Blueprint, Response, make_response
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from app.accounts import queries as accounts
from app.agenda import queries, rules, service
from app.agenda.queries import AgendaFilters
from app.agenda.rules import Entry, View
from app.calendar.queries import workdays
from app.kernel import clock, ics
from app.kernel.guard import current_actor, public, require
from app.kernel.paging import filter_values, read_filters
from app.kernel.permissions import Can
from app.kernel.rates import FEED, limited, path_asked
from app.kernel.text import Message
from app.kernel.web import go_to, render, whole_address
from app.kernel.words import say

bp = Blueprint("agenda", __name__, url_prefix="/calendar")

#: Who can be chosen in the filter, in protocol order.
_MOST_PEOPLE = 200


@bp.get("/")
@require(Can.SEE_MEETINGS)
def index() -> ResponseReturnValue:
    """The calendar of a month, a week, a fortnight or a day."""
    actor = current_actor()
    filters, problems = read_filters(AgendaFilters)
    day = filters.day or clock.today()
    first, last = rules.span(filters.view, day)
    return render(
        "agenda/index.html",
        fragment="rows",
        filters=filters,
        problems=problems,
        day=day,
        first=first,
        last=last,
        days=queries.laid_out(actor, filters, first, last, rules.SHOWN[filters.view]),
        weeks=rules.weeks,
        asked=filter_values(filters),
        before=rules.before(filters.view, day),
        after=rules.after(filters.view, day),
        people=accounts.search_people("", limit=_MOST_PEOPLE),
        units=accounts.list_units(),
        view_names=rules.VIEW_NAMES,
        kind_names=rules.KIND_NAMES,
        whose_names=rules.WHOSE_NAMES,
        busy=ics.BUSY,
        works=workdays().is_working,
    )


@bp.get("/leaders")
@require(Can.SEE_MEETINGS)
def leaders() -> ResponseReturnValue:
    """The week of the committee's leaders, to be printed on one page."""
    filters, problems = read_filters(AgendaFilters)
    day = filters.day or clock.today()
    first, last = rules.span(View.WEEK, day)
    found = queries.of_leaders(current_actor(), first, last)
    leading = {entry.uid: people for entry, people in found}
    return render(
        "agenda/leaders.html",
        problems=problems,
        day=day,
        first=first,
        last=last,
        days=rules.by_day([entry for entry, _ in found], first, last),
        leading=leading,
        before=rules.before(View.WEEK, day),
        after=rules.after(View.WEEK, day),
    )


@bp.get("/meetings/<int:meeting_id>/ics")
@require(Can.SEE_MEETINGS)
def meeting(meeting_id: int) -> Response:
    """One meeting for another calendar: as it is now, or the word that it does not take place."""
    entry = queries.one_meeting(current_actor(), meeting_id)
    method = ics.Method.CANCEL if entry.is_cancelled else ics.Method.PUBLISH
    return _sent(ics.write(entry.title, [_appointment(entry)], method), f"luodi-{entry.day}.ics")


@bp.get("/subscription")
@require(Can.SEE_MEETINGS)
def subscription() -> ResponseReturnValue:
    """Whether the actor's calendar has an address for others, and what it tells."""
    return _subscription()


@bp.post("/subscription")
@require(Can.SEE_MEETINGS)
def open_feed() -> ResponseReturnValue:
    """Make a new address, and show it this once."""
    token = service.open_feed(current_actor())
    return _subscription(address=whole_address("agenda.feed", token=token))


@bp.post("/subscription/end")
@require(Can.SEE_MEETINGS)
def close_feed() -> ResponseReturnValue:
    """Take the address back."""
    service.close_feed(current_actor())
    return go_to("agenda.subscription", toast=Message("The address reads nothing any more."))


@bp.get("/feed/<token>.ics")
@public
@limited(FEED, by=path_asked)
def feed(token: str) -> Response:
    """Somebody's calendar for a program that cannot sign in: who knows the secret address may read it.

    It leaves the house, so what is confidential in it is only time taken.
    """
    user = queries.whose_feed(token)
    actor = accounts.actor_for(user, user.person, user.person.unit)
    if not actor.may(Can.SEE_MEETINGS):
        return _sent(ics.write("Luodi", []), "luodi.ics")
    today = clock.today()
    found = queries.entries(actor, AgendaFilters(), today - rules.FEED_BACK, today + rules.FEED_AHEAD)
    with force_locale("en" if actor.locale == "en" else "zh"):
        name = say(Message("Luodi: %(name)s", name=actor.name))
        return _sent(ics.write(name, [_for_others(entry) for entry in found]), "luodi.ics")


def _subscription(address: str = "") -> ResponseReturnValue:
    return render(
        "agenda/subscription.html",
        feed=queries.find_feed(current_actor()),
        address=address,
        back=rules.FEED_BACK.days,
        ahead=rules.FEED_AHEAD.days,
    )


def _appointment(entry: Entry) -> ics.Appointment:
    title = f"{entry.title} · {say(entry.word)}" if entry.word else entry.title
    return ics.Appointment(
        uid=entry.uid,
        sequence=entry.sequence,
        changed_at=entry.changed_at or clock.now(),
        starts=entry.starts or entry.day,
        ends=entry.ends or entry.ends_on,
        summary=title,
        place=entry.place,
        address=whole_address(entry.endpoint, **entry.values),
        status=ics.Status.CANCELLED if entry.is_cancelled else ics.Status.CONFIRMED,
        is_free=entry.kind not in rules.TAKES_TIME,
    )


def _for_others(entry: Entry) -> ics.Appointment:
    """An entry as it may leave the house."""
    appointment = _appointment(entry)
    if not entry.is_secret:
        return appointment
    word = ics.BUSY if entry.kind in rules.TAKES_TIME else rules.KIND_NAMES[entry.kind]
    return ics.busy(appointment, say(word))


def _sent(content: bytes, name: str) -> Response:
    answer = make_response(content)
    answer.headers["Content-Type"] = ics.MEDIA_TYPE
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
