"""The list of projects, one project's page, its facts, and the picker."""

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.kernel import clock
from app.kernel.errors import NotFound
from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.paging import read_filters
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render, wants_fragment
from app.kernel.words import choose_locale
from app.projects import queries, rules, service
from app.projects.forms import ProjectChangeForm, ProjectForm
from app.projects.models import Project
from app.projects.views.shown import FACTS
from app.projects.views.steps import looked_at
from app.vocabularies import queries as vocabularies

bp = Blueprint("projects", __name__, url_prefix="/projects")


@bp.context_processor
def words() -> dict[str, Any]:
    """What the codes of projects are called."""
    return {
        "stage_names": rules.STAGE_NAMES,
        "status_names": rules.STATUS_NAMES,
        "track_names": rules.TRACK_NAMES,
        "disclosure_names": rules.DISCLOSURE_NAMES,
        "amount_bands": rules.AMOUNT_BANDS,
    }


@bp.get("/options")
@require(Can.SEE_PROJECTS)
def options() -> ResponseReturnValue:
    """Projects for a picker, of one enterprise where it is given."""
    asked, _ = read_filters(queries.ProjectFilters)
    found = queries.options(current_actor(), asked.q or "", enterprise_id=asked.enterprise)
    return render("projects/_options.html", projects=found)


@bp.route("/new", methods=["GET", "POST"])
@require(Can.EDIT_PROJECTS)
def create() -> ResponseReturnValue:
    """Take a project into the pool; `enterprise` in the address says whose it is."""
    actor = current_actor()
    form = ProjectForm(
        data={
            "officer_id": actor.id,
            "received_on": clock.today(),
            "enterprise_id": request.args.get("enterprise", type=int),
        }
    )
    made = form.carry_out(lambda draft: service.create(actor, draft, once=form.once_key))
    if made:
        return go_to("projects.show", project_id=made.id, toast=Message("Project %(code)s is saved.", code=made.code))
    return render("projects/edit.html", form=form, project=None)


@bp.route("/<int:project_id>/edit", methods=["GET", "POST"])
@require(Can.EDIT_PROJECTS)
def edit(project_id: int) -> ResponseReturnValue:
    """Change the facts of a project."""
    actor = current_actor()
    project = looked_at(project_id)
    rules.check_may_edit(actor, project)
    form = ProjectChangeForm(obj=project)
    if form.carry_out(lambda draft: service.change(actor, project_id, draft)):
        return _back_to(project_id, Message("Saved."))
    if form.clashed:
        form.compare(queries.get(actor, project_id))
    return render("projects/edit.html", form=form, project=queries.get(actor, project_id))


@bp.route("/<int:project_id>/facts/<name>", methods=["GET", "POST"])
@require(Can.EDIT_PROJECTS)
def fact(project_id: int, name: str) -> ResponseReturnValue:
    """One fact, changed in its place; `shown` in the address asks for the cell without the form."""
    actor = current_actor()
    project = queries.get(actor, project_id)
    if name not in FACTS:
        raise NotFound
    if "shown" in request.args:
        return _cell(project, name)
    if not wants_fragment():
        return go_to("projects.edit", project_id=project_id)
    rules.check_may_edit(actor, project)
    form = ProjectChangeForm(obj=project)
    form.keep_only(name)
    if form.carry_out(lambda draft: service.change(actor, project_id, draft)):
        found = queries.find(actor, project_id)
        return _cell(found, name) if found else go_to("projects.index", toast=Message("Saved."))
    if form.clashed:
        form.compare(queries.get(actor, project_id))
    return render("projects/_fact_form.html", form=form, project_id=project_id, name=name)


@bp.post("/<int:project_id>/archive")
@require(Can.ARCHIVE)
def archive(project_id: int) -> ResponseReturnValue:
    """Put a project away."""
    service.archive(current_actor(), project_id, VersionForm.read())
    return _back_to(project_id, Message("Archived. You can restore it any time."))


@bp.post("/<int:project_id>/restore")
@require(Can.ARCHIVE)
def restore(project_id: int) -> ResponseReturnValue:
    """Bring a project back."""
    service.restore(current_actor(), project_id, VersionForm.read())
    return _back_to(project_id, Message("Restored."))


def _cell(project: Project, name: str) -> ResponseReturnValue:
    return render(
        "projects/_fact.html",
        project=project,
        name=name,
        facts=FACTS,
        sources=vocabularies.words("source", choose_locale()),
    )


def _back_to(project_id: int, toast: Message) -> ResponseReturnValue:
    """The project's page, or the list when what was saved has hidden the project from the actor."""
    if queries.find(current_actor(), project_id) is None:
        return go_to("projects.index", toast=toast)
    return go_to("projects.show", project_id=project_id, toast=toast)
