"""The audit log for whoever audits, and the history of a record for whoever may see the record."""

from functools import partial

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.audit import queries, rules, service
from app.kernel.downloads import download
from app.kernel.fields import record_ids
from app.kernel.guard import current_actor, require
from app.kernel.paging import open_list, read_filters
from app.kernel.permissions import Can
from app.kernel.subjects import SUBJECTS, subject_kind
from app.kernel.tabular import Column, Kind, Sheet
from app.kernel.text import Message
from app.kernel.web import render
from app.kernel.words import say

bp = Blueprint("audit", __name__)
_COLUMNS = [
    Column(Message("When"), None, Kind.MOMENT),
    Column(Message("Who"), None),
    Column(Message("What was done"), None),
    Column(Message("Action"), None),
    Column(Message("Kind of record"), None),
    Column(Message("Concerns"), None),
    Column(Message("Record number"), None, Kind.COUNT),
    Column(Message("Changes"), None),
    Column(Message("Address"), None),
    Column(Message("Request"), None),
    Column(Message("Session"), None, Kind.COUNT),
    Column(Message("Entry"), None, Kind.COUNT),
]


@bp.get("/audit")
@require(Can.SEE_AUDIT)
def index() -> ResponseReturnValue:
    """The log. Opening its beginning takes the newest entries into the chain."""
    actor = current_actor()
    if "at" not in request.args:
        service.seal()
    asked = open_list(queries.LIST, queries.AuditFilters, partial(queries.listing, actor))
    return render(
        "audit/index.html",
        fragment="rows",
        **asked.words(),
        entries=queries.told(actor, [row[0] for row in asked.page.rows]),
        actions=rules.ACTION_WORDS,
        kinds={**{kind: subject.word for kind, subject in SUBJECTS}, **rules.LISTS},
    )


@bp.get("/audit/export.<kind>")
@require(Can.SEE_AUDIT)
def export(kind: str) -> ResponseReturnValue:
    """The list as a file, newest first."""
    actor = current_actor()
    filters, _ = read_filters(queries.AuditFilters)
    rows = map(_cells, queries.export(actor, filters))
    asked = filters.model_dump(mode="json", exclude_defaults=True)
    sent = partial(service.record_export, actor, "audit")
    return download(Sheet(say(Message("Audit log")), _COLUMNS, rows), kind, sent, filters=asked)


@bp.get("/audit/<int:entry_id>")
@require(Can.SEE_AUDIT)
def show(entry_id: int) -> ResponseReturnValue:
    """One entry with everything in it."""
    return render("audit/show.html", told=queries.get(current_actor(), entry_id))


@bp.get("/history/<kind>/<int:record_id>")
@require(Can.USE)
def history(kind: str, record_id: int) -> ResponseReturnValue:
    """Who changed what of a record, newest first; a part of its page, or a page of its own."""
    actor = current_actor()
    subject = subject_kind(kind)
    record = subject.get(actor, record_id)
    before = next(iter(record_ids([request.args.get("before", "")])), None)
    entries, more = queries.history_of(actor, kind, record_id, before)
    return render(
        "audit/history.html",
        fragment="lines",
        kind=kind,
        record_id=record_id,
        subject=subject,
        names=subject.names(record),
        entries=entries,
        more=more,
        older=before is not None,
    )


def _cells(told: queries.Told) -> tuple[object, ...]:
    entry = told.entry
    changes = (
        f"{say(change.label)}: {f'{say(change.before)} → ' if change.before is not None else ''}{say(change.after)}"
        for change in told.changes
    )
    return (
        entry.at,
        say(told.who),
        say(told.action),
        entry.action,
        say(told.kind),
        say(told.title),
        entry.subject_id,
        "; ".join(changes),
        entry.address,
        entry.request_id,
        entry.session_id,
        entry.id,
    )
