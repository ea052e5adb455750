"""The list of projects and its register."""

from functools import partial

from flask import redirect
from flask.typing import ResponseReturnValue

from app.audit import service as audit
from app.kernel.downloads import ListFile, download_list
from app.kernel.guard import current_actor, require
from app.kernel.paging import ListLinks, read_filters, read_query
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import render
from app.kernel.words import choose_locale
from app.projects import queries, rules
from app.projects.views.filters import offered
from app.projects.views.records import bp
from app.projects.views.saved import opening, shown_as, tabs, trail
from app.vocabularies import queries as vocabularies


@bp.get("/")
@require(Can.SEE_PROJECTS)
def index() -> ResponseReturnValue:
    """The list; without any filter it opens with the view that the reader has chosen for it."""
    actor = current_actor()
    if target := opening(actor):
        return redirect(target)
    filters, problems = read_filters(queries.ProjectFilters)
    page = queries.LIST.page(queries.listing(actor, filters), read_query(queries.LIST))
    links = ListLinks(queries.LIST, page, filters)
    masked = [] if page.before else queries.masked_rows(actor, filters)
    above = tabs(actor, "projects.index")
    shown = shown_as(actor, above["view"])
    ids = [row.id for row in page.rows]
    return render(
        "projects/index.html",
        fragment="rows",
        page=page,
        links=links,
        values=links.filters,
        trail=trail(filters, page.order),
        masked=masked[: queries.SHOWN_ROWS],
        more_masked=len(masked) > queries.SHOWN_ROWS,
        filters=filters,
        problems=problems,
        lights=queries.signals(ids) if "light" in shown["columns"] else {},
        light_names=rules.LIGHT_NAMES,
        tags_of=queries.tags_of(ids) if "tags" in shown["columns"] else {},
        tag_names=vocabularies.words("tag", choose_locale()),
        **above,
        **shown,
        **offered(actor, filters),
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
