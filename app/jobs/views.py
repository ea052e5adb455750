"""The administrator's page of jobs: what waits, what was given up, when periodic work last ran."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.jobs import queries, service
from app.kernel.administration import AdminGroup, AdminPage, offer_page
from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.paging import ListLinks, NoFilters, read_query
from app.kernel.permissions import Can
from app.kernel.tasks import TASKS
from app.kernel.text import Message
from app.kernel.web import go_to, render

bp = Blueprint("jobs", __name__, url_prefix="/admin/jobs")
offer_page(
    AdminPage(
        endpoint="jobs.index",
        label=Message("Jobs"),
        icon="refresh",
        right=Can.SEE_SYSTEM,
        group=AdminGroup.SYSTEM,
        position=15,
    )
)


@bp.get("")
@require(Can.SEE_SYSTEM)
def index() -> ResponseReturnValue:
    """How the jobs stand, with those that were given up."""
    page = queries.DEAD.page(queries.dead_rows(), read_query(queries.DEAD))
    return render(
        "jobs/index.html",
        fragment="rows",
        status=queries.status(),
        rounds=queries.rounds(),
        page=page,
        links=ListLinks(queries.DEAD, page, NoFilters(), file="jobs.index"),
        titles={code: task.title for code, task in TASKS},
        acting=[VersionForm(formdata=None, data={"version": row.version}) for row in page.rows],
    )


@bp.post("/<int:job_id>/retry")
@require(Can.RUN_JOBS)
def retry(job_id: int) -> ResponseReturnValue:
    """Try a dead job again."""
    service.retry(current_actor(), job_id, VersionForm.read())
    return go_to("jobs.index", toast=Message("It is tried again."))


@bp.post("/<int:job_id>/discard")
@require(Can.RUN_JOBS)
def discard(job_id: int) -> ResponseReturnValue:
    """Throw a dead job away."""
    service.discard(current_actor(), job_id, VersionForm.read())
    return go_to("jobs.index", toast=Message("Thrown away."))
