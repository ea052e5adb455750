"""The pipeline dashboard."""

from datetime import timedelta

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.kernel import clock
from app.kernel.guard import current_actor, require
from app.kernel.listing import COUNT_CAP
from app.kernel.permissions import Can
from app.kernel.web import render
from app.projects import queries as projects
from app.projects.models import Stage
from app.projects.rules import MILESTONE_NAMES, STAGE_NAMES
from app.reports import queries, rules

bp = Blueprint("reports", __name__, url_prefix="/reports")

_UPCOMING = timedelta(days=30)


@bp.get("/dashboard")
@require(Can.SEE_DASHBOARD)
def dashboard() -> ResponseReturnValue:
    """The pipeline at a glance; every figure links to the list behind it."""
    actor, today = current_actor(), clock.today()
    year, month = rules.this_year(today), rules.this_month(today)
    stages = queries.by_stage(actor)
    return render(
        "reports/dashboard.html",
        stages=stages,
        stage_names=STAGE_NAMES,
        pool=sum(stages.values(), queries.Figure()),
        without_leads=sum((stages[stage] for stage in Stage if stage is not Stage.LEAD), queries.Figure()),
        counted=rules.COUNTED,
        milestones=queries.by_milestone(actor, year, month),
        year=year,
        month=month,
        definitions={"pool": rules.IN_POOL, "overdue": rules.OVERDUE},
        missed=projects.milestones_due(actor, year.first, today, missed=True, limit=6),
        upcoming=projects.milestones_due(actor, today, today + _UPCOMING, limit=6),
        milestone_names=MILESTONE_NAMES,
        masked=projects.count_masked(actor),
        overdue=queries.count_overdue(actor),
        cap=COUNT_CAP,
    )
