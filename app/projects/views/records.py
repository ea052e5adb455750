"""The list of projects, one project's page, its facts, and the picker."""

from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.attachments import queries as attachments
from app.audit import service as audit
from app.kernel import clock, timeline
from app.kernel.display import name as called
from app.kernel.downloads import ListFile, download_list
from app.kernel.errors import NotFound
from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.paging import ListLinks, read_filters, read_query
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render, wants_fragment
from app.kernel.words import choose_locale
from app.projects import queries, rules, service
from app.projects.forms import ProjectChangeForm, ProjectForm
from app.projects.models import CLOSED_STATUSES, Disclosure, Project
from app.projects.views.shown import FACTS, active_filters, milestone_rows, steps
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


@bp.get("/")
@require(Can.SEE_PROJECTS)
def index() -> ResponseReturnValue:
    """The list."""
    actor = current_actor()
    filters, problems = read_filters(queries.ProjectFilters)
    page = queries.LIST.page(queries.listing(actor, filters), read_query(queries.LIST))
    links = ListLinks(queries.LIST, page, filters)
    masked = [] if page.before else queries.masked_rows(actor, filters)
    return render(
        "projects/index.html",
        fragment="rows",
        page=page,
        links=links,
        masked=masked[: queries.SHOWN_ROWS],
        more_masked=len(masked) > queries.SHOWN_ROWS,
        filters=filters,
        problems=problems,
        narrowed=active_filters(filters, links),
        sectors=[(sector.id, called(sector)) for sector in vocabularies.key_sectors(actor)],
        officers=[(user.id, called(user.person)) for user in accounts.list_active_users()],
        parks=[(unit.id, called(unit)) for unit in accounts.list_units(kind="park")],
        statuses=[("all", Message("All, closed ones too")), *rules.STATUS_NAMES.items()],
    )


@bp.get("/export.<kind>")
@require(Can.EXPORT)
def export(kind: str) -> ResponseReturnValue:
    """The register of exactly these projects."""
    actor = current_actor()
    filters, _ = read_filters(queries.ProjectFilters)
    rows, sent = queries.listing(actor, filters), partial(audit.record_export, actor, "projects")
    columns = queries.columns(choose_locale())
    masked = queries.masked_register(actor, filters, columns)
    return download_list(kind, ListFile(Message("Projects"), queries.LIST, rows, columns, masked), filters, sent)


@bp.get("/options")
@require(Can.SEE_PROJECTS)
def options() -> ResponseReturnValue:
    """Projects for a picker, of one enterprise where it is given."""
    asked, _ = read_filters(queries.ProjectFilters)
    found = queries.options(current_actor(), asked.q or "", enterprise_id=asked.enterprise)
    return render("projects/_options.html", projects=found)


@bp.get("/<int:project_id>")
@require(Can.SEE_PROJECTS)
def show(project_id: int) -> ResponseReturnValue:
    """One project."""
    actor = current_actor()
    project = _looked_at(project_id)
    changes = queries.stage_changes(actor, project_id)
    is_open = project.status not in CLOSED_STATUSES
    before = _instant(request.args.get("before", ""))
    entries = timeline.entries(actor, timeline.Subject(project_id=project_id), before)
    return render(
        "projects/show.html",
        fragment="timeline",
        project=project,
        steps=steps(project, changes),
        milestones=milestone_rows(project),
        changes=changes,
        files=attachments.shelf(actor, "projects", project),
        entries=entries,
        older=entries[-1].at.isoformat() if len(entries) == timeline.ENTRIES else None,
        next_stage=rules.next_stage(project.track, project.stage) if is_open else None,
        previous_stage=rules.previous_stage(project.track, project.stage) if is_open else None,
        may_edit=rules.may_edit(actor, project) and not project.archived_at,
        **_confidence(project),
        may_archive=rules.may_edit(actor, project) and actor.may(Can.ARCHIVE),
        facts=FACTS,
        sources=vocabularies.words("source", choose_locale()),
        form=VersionForm(obj=project),
        record={"kind": "project", "id": project.id},
    )


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
    project = _looked_at(project_id)
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


def _looked_at(project_id: int) -> Project:
    """The project, after noting who looks at it when it is confidential."""
    actor = current_actor()
    project = queries.get(actor, project_id)
    return queries.get(actor, project_id) if service.note_look(actor, project) else project


def _confidence(project: Project) -> dict[str, Any]:
    """Who is let in to a confidential project and who looked at it, for those who answer for it and the auditor."""
    actor = current_actor()
    if project.disclosure is Disclosure.OPEN or not rules.may_see_access(actor, project):
        return {"access": None}
    return {"access": queries.access_list(actor, project.id), "looks": queries.looks(actor, project.id)}


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


def _instant(text: str) -> datetime | None:
    """The instant before which the timeline is asked for; what is none counts as now."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
