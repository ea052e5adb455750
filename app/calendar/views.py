"""The calendar of working days below the administration: a month at a time, each day with a page of its own."""

from datetime import date
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from app.calendar import queries, rules, service
from app.calendar.forms import AnnouncedForm, DayForm
from app.kernel import clock
from app.kernel.administration import AdminGroup, AdminPage, offer_page
from app.kernel.errors import NotFound
from app.kernel.fields import FIRST_DAY, LAST_DAY
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render

bp = Blueprint("workdays", __name__, url_prefix="/admin/workdays")

offer_page(
    AdminPage(
        endpoint="workdays.month",
        label=Message("Working days"),
        icon="calendar",
        right=Can.SEE_SETTINGS,
        group=AdminGroup.OFFICE,
        position=15,
        covers=("workdays.",),
    )
)

_WORDS = {"working": Message("a working day"), "off": Message("a day off")}
_WEEKDAYS = (
    Message("Mon"),
    Message("Tue"),
    Message("Wed"),
    Message("Thu"),
    Message("Fri"),
    Message("Sat"),
    Message("Sun"),
)


@bp.app_template_global("days_late")
def days_late(due_on: date) -> int:
    """How many working days a due day has passed, for any page; 0 while it has not."""
    return queries.workdays().late(due_on, clock.today())


@bp.get("/")
@require(Can.SEE_SETTINGS)
def month() -> ResponseReturnValue:
    """A month, `?month=2022-07`; this one when nothing sensible is asked for."""
    first = _month_asked()
    weeks = queries.month(first)
    calendar = queries.workdays()
    return render(
        "calendar/month.html",
        first=first,
        weeks=weeks,
        weekdays=_WEEKDAYS,
        count=sum(cell.is_working for week in weeks for cell in week if cell.is_of_month),
        is_provisional=calendar.is_provisional(first.year),
        decided=queries.decisions(date(first.year, 1, 1), date(first.year, 12, 31)),
        moves=[_month_link(*step) for step in _steps(first)],
        may_edit=current_actor().may(Can.EDIT_SETTINGS),
        last_known=rules.LAST_YEAR,
        words=_WORDS,
    )


@bp.route("/<day>", methods=["GET", "POST"])
@require(Can.EDIT_SETTINGS)
def decide(day: str) -> ResponseReturnValue:
    """Decide about one day."""
    actor, on = current_actor(), _day_named(day)
    decision = queries.find_decision(on)
    known = rules.announced(on)
    form = DayForm(data=_shown(on))
    if form.carry_out(lambda draft: service.decide(actor, on, draft)):
        return go_to("workdays.month", month=f"{on:%Y-%m}", toast=Message("Saved."))
    if form.clashed:
        decision = queries.find_decision(on)
        form.version.data = str(decision.version if decision else 0)
    form.work.offer(_WORDS)
    return render("calendar/day.html", form=form, day=on, decision=decision, known=known, words=_WORDS)


@bp.post("/<day>/announced")
@require(Can.EDIT_SETTINGS)
def use_announced(day: str) -> ResponseReturnValue:
    """Back to what was announced."""
    on = _day_named(day)
    service.use_announced(current_actor(), on, AnnouncedForm.read())
    return go_to("workdays.month", month=f"{on:%Y-%m}", toast=Message("Saved."))


def _shown(day: date) -> dict[str, Any]:
    """What the form of a day shows: the decision, or what was announced."""
    decision = queries.find_decision(day)
    is_working = queries.workdays().is_working(day)
    return {
        "work": "working" if is_working else "off",
        "note": decision.note if decision else "",
        "version": decision.version if decision else 0,
    }


def _day_named(text: str) -> date:
    """The day in an address, in one way of writing only."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotFound from None
    if text != day.isoformat() or not FIRST_DAY <= day <= LAST_DAY:
        raise NotFound
    return day


def _month_asked() -> date:
    asked = request.args.get("month", "")
    try:
        day = date.fromisoformat(f"{asked}-01")
    except ValueError:
        return clock.today().replace(day=1)
    return min(max(day, FIRST_DAY), LAST_DAY).replace(day=1)


def _steps(first: date) -> list[tuple[Message, date, str]]:
    """The months that the page leads to: a year and a month back, this one, a month and a year on."""
    here = first.year * 12 + first.month - 1
    at = {step: date((here + step) // 12, (here + step) % 12 + 1, 1) for step in (-12, -1, 1, 12)}
    return [
        (Message("Previous year"), at[-12], "chevrons-left"),
        (Message("Previous month"), at[-1], "chevron-left"),
        (Message("This month"), clock.today().replace(day=1), ""),
        (Message("Next month"), at[1], "chevron-right"),
        (Message("Next year"), at[12], "chevrons-right"),
    ]


def _month_link(label: Message, first: date, icon: str) -> dict[str, Any]:
    return {"label": label, "href": url_for("workdays.month", month=f"{first:%Y-%m}"), "icon": icon}
