"""Task forces (专班): who they are, and which projects they see through."""

from typing import Any

from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.accounts.forms import TaskForceChangeForm, TaskForceForm
from app.accounts.service import task_forces as service
from app.kernel.forms import Form
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.projects import queries
from app.projects.views.records import bp


@bp.get("/task-forces")
@require(Can.SEE_PROJECTS)
def task_forces() -> ResponseReturnValue:
    """All of them with their chiefs, and how many projects in work the reader sees of each."""
    found = accounts.list_task_forces(with_dissolved=True)
    counts = queries.count_by_task_force(current_actor())
    return render("projects/task_forces.html", task_forces=found, counts=counts)


@bp.get("/task-forces/<int:task_force_id>")
@require(Can.SEE_PROJECTS)
def task_force(task_force_id: int) -> ResponseReturnValue:
    """One task force: chief, members, projects."""
    found = accounts.get_task_force(task_force_id)
    projects = queries.projects_for(current_actor(), task_force=task_force_id)
    return render("projects/task_force.html", task_force=found, projects=projects)


@bp.route("/task-forces/new", methods=["GET", "POST"])
@require(Can.EDIT_TASK_FORCES)
def new_task_force() -> ResponseReturnValue:
    """Set up a task force."""
    actor = current_actor()
    form = TaskForceForm()
    form.offer_people()
    made = form.carry_out(lambda draft: service.create(actor, draft, once=form.once_key))
    if made:
        return go_to("projects.task_force", task_force_id=made.id, toast=Message("Saved."))
    return _page(form)


@bp.route("/task-forces/<int:task_force_id>/edit", methods=["GET", "POST"])
@require(Can.EDIT_TASK_FORCES)
def edit_task_force(task_force_id: int) -> ResponseReturnValue:
    """Change a task force or dissolve it."""
    actor = current_actor()
    found = accounts.get_task_force(task_force_id)
    form = TaskForceChangeForm(obj=found, data={"is_dissolved": found.archived_at is not None})
    form.offer_people()
    if form.carry_out(lambda draft: service.change(actor, task_force_id, draft)):
        return go_to("projects.task_force", task_force_id=task_force_id, toast=Message("Saved."))
    if form.clashed:
        form.compare(accounts.get_task_force(task_force_id))
        form.offer_people()
    return _page(form, task_force_id)


def _page(form: Form[Any], task_force_id: int | None = None) -> ResponseReturnValue:
    return render("projects/task_force_edit.html", form=form, task_force_id=task_force_id)
