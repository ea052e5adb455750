"""Weekly progress: the sheet of a week, the cells of one project, and instructions."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.kernel import clock
from app.kernel.display import name as called
from app.kernel.errors import NotFound
from app.kernel.forms import Form
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render, wants_fragment
from app.projects import queries, rules, service
from app.projects.forms import WEEKLY_CELLS, InstructionForm, SameForm, WeeklyForm
from app.projects.models import Project
from app.projects.rules import Week
from app.projects.views.records import bp

WEEKLY = queries.weekly


def read_week(code: str) -> Week:
    """The week in an address; NotFound for what is none."""
    try:
        return Week.parse(code)
    except ValueError:
        raise NotFound from None


def units() -> list[tuple[int, str]]:
    """The departments that can be asked to coordinate."""
    return [(unit.id, called(unit)) for unit in accounts.list_units()]


@bp.route("/<int:project_id>/weekly/<code>", methods=["GET", "POST"])
@require(Can.EDIT_PROJECTS)
def week(project_id: int, code: str) -> ResponseReturnValue:
    """What is written about a project for a week; htmx saves one cell and asks for what stands below the row."""
    actor, chosen = current_actor(), read_week(code)
    project = queries.get(actor, project_id)
    rules.check_may_edit(actor, project)
    form = WeeklyForm(**_cells(project, chosen))
    if chosen != Week.of(clock.today()):
        form.keep_only([cell for cell in WEEKLY_CELLS if cell not in ("next_step", "next_due_on")])
    if form.is_submitted():
        form.keep_only([cell for cell in WEEKLY_CELLS if cell in request.form and cell in form])
    saved = form.carry_out(lambda draft: (service.write_week(actor, project_id, chosen, draft),))
    if saved and not wants_fragment():
        return _back(project_id)
    if form.clashed:
        _compare(form, project_id, chosen)
    if wants_fragment():
        return _below(project_id, chosen, form, is_saved=saved is not None)
    return _page(project_id, chosen, form)


@bp.post("/<int:project_id>/weekly/<code>/same")
@require(Can.EDIT_PROJECTS)
def same_week(project_id: int, code: str) -> ResponseReturnValue:
    """The same as last week; htmx gets the row anew."""
    actor, chosen = current_actor(), read_week(code)
    rules.check_may_edit(actor, queries.get(actor, project_id))
    form = SameForm()
    saved = form.carry_out(lambda draft: (service.same_as_before(actor, project_id, chosen, draft),))
    if not wants_fragment():
        return _back(project_id, None if saved else Message("Nothing was copied: somebody has written here meanwhile."))
    if saved is None:
        return _below(project_id, chosen, form, is_saved=False)
    [line] = WEEKLY.desk_rows(actor, chosen, project_id=project_id)
    return render("projects/_week_row.html", line=line, week=chosen, units=units(), is_new=True)


@bp.route("/<int:project_id>/weekly/<code>/instruct", methods=["GET", "POST"])
@require(Can.INSTRUCT)
def instruct(project_id: int, code: str) -> ResponseReturnValue:
    """A leader's word, which becomes a follow-up of the officer."""
    actor, chosen = current_actor(), read_week(code)
    project = queries.get(actor, project_id)
    rules.check_may_instruct(actor, project)
    form = InstructionForm(data={"due_on": clock.today() + rules.INSTRUCTION_TERM})
    if form.carry_out(lambda draft: service.instruct(actor, project_id, chosen, draft, once=form.once_key)):
        who = called(project.officer.person)
        return _back(project_id, Message("The instruction is a follow-up of %(name)s now.", name=who))
    written = WEEKLY.week_of(queries.get(actor, project_id), chosen)
    project = queries.get(actor, project_id)
    return render("projects/instruct.html", fragment="step", form=form, project=project, written=written, week=chosen)


def _cells(project: Project, chosen: Week) -> dict[str, Any]:
    """What the form shows before anything is typed."""
    written = WEEKLY.week_of(project, chosen)
    cells = {name: getattr(written, name, None) for name in ("progress", "problems", "coordination", "department_id")}
    step = {"next_step": project.next_step, "next_due_on": project.next_due_on}
    versions = {"version": str(written.version if written else 0), "project_version": str(project.version)}
    return {"data": cells | step | versions}


def _compare(form: WeeklyForm, project_id: int, chosen: Week) -> None:
    """After a Conflict: what is saved now beside what was typed, and the versions of it."""
    now = _cells(queries.get(current_actor(), project_id), chosen)
    form.set_beside(now["data"])


def _below(project_id: int, chosen: Week, form: Form[Any], *, is_saved: bool) -> ResponseReturnValue:
    """What stands below a row after a cell of it was sent, with the versions that the next one goes by."""
    project = queries.get(current_actor(), project_id)
    written = WEEKLY.week_of(project, chosen)
    return render(
        "projects/_week_saved.html", form=form, project=project, written=written, week=chosen, is_saved=is_saved
    )


def _page(project_id: int, chosen: Week, form: WeeklyForm) -> ResponseReturnValue:
    project = queries.get(current_actor(), project_id)
    before = WEEKLY.written_before([project_id], chosen).get(project_id)
    is_open = rules.is_open(chosen, clock.today())
    return render("projects/week.html", form=form, project=project, week=chosen, before=before, is_open=is_open)


def _back(project_id: int, toast: Message | None = None) -> ResponseReturnValue:
    """Where the row stands that was written in: `from` says which page."""
    said = toast or Message("Saved.")
    if request.args.get("from") == "desk":
        return go_to("home.index", toast=said, _anchor=f"week-{project_id}")
    if request.args.get("from") == "sheet":
        return go_to("projects.weekly", toast=said)
    return go_to("projects.show", project_id=project_id, toast=said, _anchor="weekly")
