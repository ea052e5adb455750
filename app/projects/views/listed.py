"""The list of projects and its register."""

from functools import partial

from flask import redirect
from flask.typing import ResponseReturnValue

from app.audit import service as audit
from app.kernel.downloads import ListFile, download_list
from app.kernel.guard import current_actor, require
from app.kernel.paging import open_list, read_filters
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
    asked = open_list(queries.LIST, queries.ProjectFilters, partial(queries.listing, actor))
    masked = [] if asked.page.before else queries.masked_rows(actor, asked.filters)
    above = tabs(actor, "projects.index")
    shown = shown_as(actor, above["view"])
    return render(
        "projects/index.html",
        fragment="rows",
        **asked.words(),
        values=asked.links.filters,
        trail=trail(asked.filters, asked.page.order),
        masked=masked[: queries.SHOWN_ROWS],
        more_masked=len(masked) > queries.SHOWN_ROWS,
        lights=queries.signals(asked.ids) if "light" in shown["columns"] else {},
        light_names=rules.LIGHT_NAMES,
        tags_of=queries.tags_of(asked.ids) if "tags" in shown["columns"] else {},
        tag_names=vocabularies.words("tag", choose_locale()),
        **above,
        **shown,
        **offered(actor, asked.filters),
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
