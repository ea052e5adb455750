"""Activities: the list, its export, the page, the paper, and what happens to an activity."""

from functools import partial
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from pydantic import TypeAdapter, ValidationError

from app.accounts import queries as accounts
from app.activities import queries, rules, service
from app.activities.forms import ActivityChangeForm, ActivityForm, values_of
from app.activities.models import ResultKind
from app.activities.views.labels import label
from app.activities.views.papers import days_of, kinds, paper_of
from app.attachments import queries as attachments
from app.audit import service as audit
from app.enterprises import queries as enterprises
from app.kernel import clock
from app.kernel.archiving import add_archiving
from app.kernel.display import name as called
from app.kernel.downloads import ListFile, download_list
from app.kernel.fields import OptionalDay, record_ids
from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.paging import open_list, read_filters
from app.kernel.papers import as_text
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.kernel.words import choose_locale
from app.projects import queries as projects

bp = Blueprint("activities", __name__, url_prefix="/activities")
add_archiving(bp, "/<int:activity_id>", service.archive, service.restore)

_DAY: TypeAdapter[Any] = TypeAdapter(OptionalDay)


@bp.get("/")
@require(Can.SEE_MEETINGS)
def index() -> ResponseReturnValue:
    """The list."""
    actor = current_actor()
    asked = open_list(queries.LIST, queries.ActivityFilters, partial(queries.listing, actor))
    return render(
        "activities/index.html",
        fragment="rows",
        **asked.words(),
        enterprises=queries.enterprises_of(asked.ids),
        units=accounts.list_units(),
        kinds=kinds(),
        named=_narrowed_to(asked.filters),
        standing_on=rules.standing_on,
        standing_names=rules.STANDING_NAMES,
    )


def _narrowed_to(filters: queries.ActivityFilters) -> dict[str, str]:
    """What the enterprise and the project that the list is narrowed to are called; a hidden one has no name."""
    firms = enterprises.names([filters.enterprise]) if filters.enterprise else {}
    about = projects.named(current_actor(), [filters.project]) if filters.project else {}
    named = {"enterprise": firms.values(), "project": about.values()}
    return {kind: called(one) for kind, found in named.items() for one in found}


@bp.get("/export.<kind>")
@require(Can.EXPORT)
def export(kind: str) -> ResponseReturnValue:
    """The rows of the list as a file."""
    actor = current_actor()
    filters, _ = read_filters(queries.ActivityFilters)
    rows, sent = queries.listing(actor, filters), partial(audit.record_export, actor, "activities")
    file = ListFile(Message("Activities"), queries.LIST, rows, queries.columns(choose_locale()))
    return download_list(kind, file, filters, sent)


@bp.get("/<int:activity_id>")
@require(Can.SEE_MEETINGS)
def show(activity_id: int) -> ResponseReturnValue:
    """One activity with what came of it."""
    actor = current_actor()
    activity = queries.get(actor, activity_id)
    signed = rules.projects_of(activity, ResultKind.SIGNING)
    return render(
        "activities/show.html",
        activity=activity,
        leads=rules.projects_of(activity, ResultKind.LEAD),
        signed=signed,
        signed_fen=rules.signed_fen(signed),
        kinds=kinds(),
        days=days_of(activity),
        standing=rules.standing_on(clock.today(), activity.begins_on, activity.ends_on),
        standing_names=rules.STANDING_NAMES,
        may_edit=rules.may_edit(actor, activity),
        plain=as_text(paper_of(activity), choose_locale()),
        files=attachments.shelf(actor, "activities", activity),
        form=VersionForm(obj=activity),
    )


@bp.get("/<int:activity_id>/paper")
@require(Can.SEE_MEETINGS)
def paper(activity_id: int) -> ResponseReturnValue:
    """The activity on a sheet of A4."""
    activity = queries.get(current_actor(), activity_id)
    made = paper_of(activity)
    return render("activities/paper.html", activity=activity, paper=made, plain=as_text(made, choose_locale()))


@bp.route("/new", methods=["GET", "POST"])
@require(Can.LOG_MEETINGS)
def create() -> ResponseReturnValue:
    """Write an activity down. `?enterprise=` fills in whom it meets."""
    actor = current_actor()
    form = ActivityForm(data=_suggested(actor.person_id))
    made = form.carry_out(lambda draft: service.create(actor, draft, once=form.once_key))
    if made:
        return go_to("activities.show", activity_id=made.id, toast=Message("Saved."))
    return _form_page(form)


@bp.route("/<int:activity_id>/edit", methods=["GET", "POST"])
@require(Can.LOG_MEETINGS)
def edit(activity_id: int) -> ResponseReturnValue:
    """Correct an activity, or write down what came of it."""
    actor = current_actor()
    activity = queries.get(actor, activity_id)
    rules.check_may_edit(actor, activity)
    form = ActivityChangeForm(obj=values_of(activity))
    if form.carry_out(lambda draft: service.change(actor, activity_id, draft)):
        return go_to("activities.show", activity_id=activity_id, toast=Message("Saved."))
    if form.clashed:
        form.compare(values_of(queries.get(actor, activity_id)))
    return _form_page(form, activity_id)


def _form_page(form: ActivityForm | ActivityChangeForm, activity_id: int | None = None) -> ResponseReturnValue:
    form.kind.offer(kinds())
    label(form)
    return render("activities/edit.html", form=form, activity_id=activity_id)


def _suggested(person_id: int) -> dict[str, Any]:
    """The reader takes part; whom it meets, as the address says."""
    return {"people": [person_id], "enterprises": record_ids([request.args.get("enterprise", "")])}


@bp.get("/meetings")
@require(Can.LOG_MEETINGS)
def meetings() -> ResponseReturnValue:
    """Meetings to pick from: by what is typed, else those around the days chosen in the form."""
    first, last = (_day(request.args.get(name, "")) for name in ("begins_on", "ends_on"))
    found = queries.meeting_options(current_actor(), request.args.get("q", "")[:40], first, last)
    return render("activities/_options.html", options=found)


def _day(text: str) -> Any:
    try:
        return _DAY.validate_python(text)
    except ValidationError:
        return None
