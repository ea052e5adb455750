"""The log of exports: which list left the house, by whom, with which rows."""

from functools import partial

from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.admin.queries import exports
from app.admin.queries.exports import ExportFilters
from app.admin.views.index import bp
from app.audit import service as audit
from app.kernel.administration import AdminGroup, AdminPage, offer_page
from app.kernel.downloads import download
from app.kernel.guard import current_actor, require
from app.kernel.paging import open_list, read_filters, read_query
from app.kernel.permissions import Can
from app.kernel.tabular import Column, Kind, Sheet
from app.kernel.text import Message
from app.kernel.web import render
from app.kernel.words import pick, say

offer_page(
    AdminPage(
        endpoint="admin.exports_page",
        label=Message("Exports"),
        icon="file-export",
        right=Can.SEE_AUDIT,
        group=AdminGroup.TRACES,
        position=20,
        covers=("admin.exports_file",),
    )
)
_COLUMNS = (
    Column(Message("When"), None, Kind.MOMENT),
    Column(Message("Who"), None),
    Column(Message("Exported list"), None),
    Column(Message("Format"), None),
    Column(Message("Filters"), None),
    Column(Message("Rows"), None, Kind.COUNT),
    Column(Message("SHA-256"), None),
    Column(Message("Address"), None),
)


@bp.get("/exports")
@require(Can.SEE_AUDIT)
def exports_page() -> ResponseReturnValue:
    """Every file that left the house, the last one first."""
    asked = open_list(exports.LIST, ExportFilters, exports.listing, file="admin.exports_file")
    return render(
        "admin/exports.html",
        fragment="rows",
        **asked.words(),
        details=exports.details(asked.ids),
        people=[(one.id, pick(one.person.name, one.person.name_en)) for one in accounts.list_active_users()],
    )


@bp.get("/exports.<kind>")
@require(Can.SEE_AUDIT)
def exports_file(kind: str) -> ResponseReturnValue:
    """The log itself as a file; it is in the log from then on."""
    filters, _ = read_filters(ExportFilters)
    rows = exports.written(filters, read_query(exports.LIST))
    sent = partial(audit.record_export, current_actor(), "exports")
    asked = filters.model_dump(mode="json", exclude_defaults=True)
    return download(Sheet(say(Message("Exports")), _COLUMNS, rows), kind, sent, filters=asked)
