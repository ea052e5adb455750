"""Saved views of the list and the board, the columns of the list, and the way from a list to its next record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from app.kernel import saved_views
from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.listing import COUNT_CAP
from app.kernel.paging import filter_values, read_filters
from app.kernel.permissions import Actor, Can
from app.kernel.saved_views import SavedView, ViewDraft
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.projects import queries
from app.projects.forms import TasteForm, ViewChangeForm, ViewForm
from app.projects.views.columns import COLUMNS, known
from app.projects.views.records import bp

#: What saved views and tastes call the list.
LIST = "projects"


@dataclass(frozen=True)
class Tab:
    """A saved view above the list: what it is called, how many it finds, and where it leads."""

    view: SavedView
    count: str
    href: str
    is_own: bool


def tabs(actor: Actor, endpoint: str) -> dict[str, Any]:
    """The saved views above the list or the board, and the one that is open."""
    found = saved_views.views(actor, LIST)
    open_id = request.args.get("view", type=int)
    return {
        "tabs": _tabs(actor, found, endpoint),
        "view": next((one for one in found if one.id == open_id), None),
    }


def shown_as(actor: Actor, view: SavedView | None) -> dict[str, Any]:
    """The columns and the density of the list: the view's columns, else what the actor has chosen."""
    taste = saved_views.taste(actor, LIST)
    return {
        "columns": known((view.columns if view else None) or (taste.columns if taste else ())),
        "column_names": COLUMNS,
        "density": taste.density if taste else "comfortable",
    }


def opening(actor: Actor) -> str | None:
    """Where the bare list leads for somebody who has it open with a view."""
    taste = saved_views.taste(actor, LIST) if not request.args else None
    views = saved_views.views(actor, LIST) if taste and taste.view_id else ()
    return next((address(view, "projects.index") for view in views if taste and view.id == taste.view_id), None)


def address(view: SavedView, endpoint: str) -> str:
    """A view as an address that says all of it, so that it can be sent to somebody who has no such view."""
    values: dict[str, Any] = {**view.filters, "order": view.order or None, "view": view.id}
    return url_for(endpoint, **values)


def _tabs(actor: Actor, views: Sequence[SavedView], endpoint: str) -> list[Tab]:
    counts = queries.LIST.counts([queries.listing(actor, _filters(view)) for view in views])
    return [
        Tab(
            view,
            f"{COUNT_CAP:,}+" if count > COUNT_CAP else f"{count:,}",
            address(view, endpoint),
            view.owner_id == actor.id,
        )
        for view, count in zip(views, counts, strict=True)
    ]


def _filters(view: SavedView) -> queries.ProjectFilters:
    """What a view narrows to; a filter that is no longer understood counts as everything."""
    try:
        return queries.ProjectFilters.model_validate(view.filters)
    except ValidationError:
        return queries.ProjectFilters()


def _asked() -> dict[str, Any]:
    """The filters in the address, as a view keeps them."""
    filters, _ = read_filters(queries.ProjectFilters)
    return {name: str(value) for name, value in filter_values(filters).items()}


def _opened(view: SavedView, toast: Message) -> ResponseReturnValue:
    values: dict[str, Any] = {**view.filters, "order": view.order or None, "view": view.id}
    return go_to("projects.index", toast=toast, **values)


@bp.route("/views/new", methods=["GET", "POST"])
@require(Can.SEE_PROJECTS)
def save_view() -> ResponseReturnValue:
    """Keep the filters, order and columns in the address under a name."""
    actor = current_actor()
    form = ViewForm()
    values, order = _asked(), request.args.get("order", "")
    order = order if order in queries.LIST.orders else ""

    def save(draft: ViewDraft) -> SavedView:
        taste = saved_views.taste(actor, LIST)
        more = {"filters": values, "order": order, "columns": tuple(taste.columns) if taste else ()}
        return saved_views.save(actor, LIST, draft.model_copy(update=more))

    if view := form.carry_out(save):
        return _opened(view, Message("View “%(name)s” is saved.", name=view.name))
    here = url_for("projects.save_view", order=order or None, **values)
    return render("projects/view.html", fragment="step", form=form, here=here, view=None, opens_with=None)


@bp.route("/views/<int:view_id>", methods=["GET", "POST"])
@require(Can.SEE_PROJECTS)
def change_view(view_id: int) -> ResponseReturnValue:
    """Rename a view of one's own, or share it."""
    actor = current_actor()
    view = saved_views.get_own(actor, view_id)
    form = ViewChangeForm(obj=view, data={"is_shared": view.unit_id is not None})
    if changed := form.carry_out(lambda draft: saved_views.change(actor, view_id, draft)):
        return _opened(changed, Message("Saved."))
    taste = saved_views.taste(actor, LIST)
    here = url_for("projects.change_view", view_id=view_id)
    opens_with = taste.view_id if taste else None
    return render("projects/view.html", fragment="step", form=form, here=here, view=view, opens_with=opens_with)


@bp.post("/views/<int:view_id>/delete")
@require(Can.SEE_PROJECTS)
def delete_view(view_id: int) -> ResponseReturnValue:
    """Put a view of one's own away."""
    view = saved_views.delete(current_actor(), view_id, VersionForm.read())
    return go_to("projects.index", toast=Message("View “%(name)s” is deleted.", name=view.name), view="all")


@bp.post("/views/<int:view_id>/open")
@require(Can.SEE_PROJECTS)
def open_with(view_id: int) -> ResponseReturnValue:
    """Let the list open with this view from now on; with everything again if it does so already."""
    actor = current_actor()
    taste = saved_views.taste(actor, LIST)
    wanted = None if taste and taste.view_id == view_id else view_id
    saved_views.open_with(actor, LIST, wanted)
    said = Message("The list opens with this view.") if wanted else Message("The list opens with all projects.")
    return go_to("projects.index", toast=said, view=view_id)


@bp.route("/columns", methods=["GET", "POST"])
@require(Can.SEE_PROJECTS)
def columns() -> ResponseReturnValue:
    """Choose the columns of the list and how close its rows stand."""
    actor = current_actor()
    taste = saved_views.taste(actor, LIST)
    chosen = {"columns": known(taste.columns if taste else ()), "density": taste.density if taste else "comfortable"}
    form = TasteForm(data=chosen)
    if form.carry_out(lambda draft: saved_views.choose(actor, LIST, draft)):
        return go_to("projects.index", toast=Message("Saved."), **_asked())
    here = url_for("projects.columns", **_asked())
    return render("projects/columns.html", fragment="step", form=form, here=here)


def trail(filters: queries.ProjectFilters, order: str) -> str:
    """A list in a short word that a link to one of its records carries along: its order, then its filters.

    Unsigned, for it grants nothing: what it says is read like the address of the list itself.
    """
    return ".".join(filter(None, (order, urlencode(filter_values(filters)))))


def neighbours(actor: Actor, project_id: int) -> dict[str, Any] | None:
    """The records before and after this one in the list that the reader came from; None without such a list."""
    word = request.args.get("in", "")
    order, _, asked = word.partition(".")
    if order not in queries.LIST.orders:
        return None
    try:
        filters = queries.ProjectFilters.model_validate(dict(parse_qsl(asked)))
    except ValidationError:
        return None
    values = filter_values(filters)
    before, after = queries.LIST.neighbours(queries.listing(actor, filters), order, project_id)
    within: dict[str, Any] = {"in": word}
    hrefs = [url_for("projects.show", project_id=one, **within) if one else None for one in (before, after)]
    return {"before": hrefs[0], "after": hrefs[1], "list": url_for("projects.index", order=order, **values)}
