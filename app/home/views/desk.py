"""My desk: what today asks of the one who signs in."""

from collections.abc import Iterable
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.activities import queries as activities
from app.kernel import clock
from app.kernel.display import name as called
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.web import render
from app.meetings import queries as meetings
from app.projects import queries as projects
from app.projects.rules import STAGE_NAMES, Week
from app.projects.rules.response import RESPONSE_NAMES

bp = Blueprint("home", __name__)
_ROWS = 8
#: Activities are prepared for longer than a week.
_AHEAD = timedelta(days=14)


@bp.get("/")
@require(Can.USE)
def index() -> ResponseReturnValue:
    """The desk: overdue and due, this week's progress, leads waiting for an answer, my week, what has no next step."""
    actor, today = current_actor(), clock.today()
    this_week = Week.of(today)
    monday, sunday = this_week.monday, this_week.sunday
    return render(
        "home/index.html",
        due=meetings.due_follow_ups(actor, max(sunday, today + timedelta(days=3)), limit=12),
        overdue=meetings.count_overdue(actor),
        submitted=meetings.count_submitted(actor),
        leads=projects.waiting_leads(actor, limit=_ROWS),
        week=_by_day(meetings.my_week(actor, monday, sunday), activities.my_coming(actor, monday, sunday + _AHEAD)),
        adrift=projects.without_next_step(actor, limit=_ROWS),
        mine=projects.my_projects(actor, limit=_ROWS),
        week_rows=projects.weekly.desk_rows(actor, this_week) if actor.may(Can.EDIT_PROJECTS) else [],
        unfilled=projects.weekly.count_unfilled(actor),
        this_week=this_week,
        units=[(unit.id, called(unit)) for unit in accounts.list_units()],
        monday=monday,
        sunday=sunday,
        stage_names=STAGE_NAMES,
        response_names=RESPONSE_NAMES,
    )


def _by_day(week: Iterable[Any], coming: Iterable[Any]) -> list[tuple[date, Any, bool]]:
    """Meetings and activities as they come: the day, the row, whether it is an activity. A day's activities first."""
    met = [(clock.local(row.starts_at).date(), row, False) for row in week]
    going = [(row.begins_on, row, True) for row in coming]
    return sorted(going + met, key=itemgetter(0))
