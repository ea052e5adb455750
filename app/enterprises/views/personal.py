"""Personal data of contacts: shown in full for a reason, taken out in full, handed over as a copy, erased."""

import json
from functools import partial

from flask import make_response
from flask.typing import ResponseReturnValue

from app.audit import service as audit
from app.enterprises import queries, rules, service
from app.enterprises.forms import EraseForm, FullExportForm, ReasonForm
from app.enterprises.views.people import bp, contact_page
from app.kernel.downloads import ListFile, download_list
from app.kernel.errors import Forbidden
from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.paging import read_filters
from app.kernel.permissions import Can
from app.kernel.rates import UNMASK, limited
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.kernel.words import choose_locale

_KINDS = {"xlsx": Message("Excel"), "csv": Message("CSV")}


@bp.route("/<int:contact_id>/unmask", methods=["GET", "POST"])
@require(Can.SEE_PERSONAL)
@limited(UNMASK, posts_only=True)
def unmask(contact_id: int) -> ResponseReturnValue:
    """Ask for the reason; the answer is the contact's page with the details in full, this once."""
    actor = current_actor()
    contact = queries.get_contact(actor, contact_id)
    form = ReasonForm()
    if form.carry_out(lambda draft: service.unmask(actor, contact_id, draft)):
        return contact_page(actor, queries.get_contact(actor, contact_id), unmasked=True)
    return render("contacts/unmask.html", fragment="ask", form=form, contact=contact, usual=rules.USUAL_REASONS)


@bp.route("/export-full", methods=["GET", "POST"])
@require(Can.SEE_PERSONAL)
def export_full() -> ResponseReturnValue:
    """The list as a file with details in full: asks for a reason, and is logged with it."""
    actor = current_actor()
    if not actor.may(Can.EXPORT):
        raise Forbidden
    filters, _ = read_filters(queries.ContactFilters)
    form = FullExportForm()
    draft = form.carry_out(lambda draft: draft)
    if draft is None:
        form.kind.offer(_KINDS)
        return render("contacts/export_full.html", form=form, usual=rules.USUAL_REASONS)
    sent = partial(audit.record_export, actor, "contacts, unmasked", reason=draft.reason)
    columns = queries.contact_columns(choose_locale(), full=True)
    rows = queries.contact_listing(actor, filters)
    return download_list(draft.kind, ListFile(Message("Contacts"), queries.CONTACTS, rows, columns), filters, sent)


@bp.post("/<int:contact_id>/copy")
@require(Can.SEE_PERSONAL)
@limited(UNMASK, posts_only=True)
def copy(contact_id: int) -> ResponseReturnValue:
    """Everything kept about a contact as a JSON file, to be handed to that person."""
    told = service.copy(current_actor(), contact_id)
    answer = make_response(json.dumps(told, ensure_ascii=False, indent=2))
    answer.mimetype = "application/json"
    answer.headers["Content-Disposition"] = f'attachment; filename="luodi-contact-{contact_id}.json"'
    return answer


@bp.route("/<int:contact_id>/erase", methods=["GET", "POST"])
@require(Can.ERASE_PERSONAL)
def erase(contact_id: int) -> ResponseReturnValue:
    """Forget a contact for good, at their request."""
    actor = current_actor()
    contact = queries.get_contact(actor, contact_id)
    form = EraseForm(data={"version": VersionForm(formdata=None, obj=contact).version.data})
    if form.carry_out(lambda draft: service.erase(actor, contact_id, draft)):
        return go_to("contacts.show", contact_id=contact_id, toast=Message("Erased."))
    if form.clashed:
        form.version.data = str(queries.get_contact(actor, contact_id).version)
    return render("contacts/erase.html", form=form, contact=queries.get_contact(actor, contact_id))
