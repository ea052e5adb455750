"""The list of contacts, their page, writing them down, and their moves between posts."""

from functools import partial

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.audit import service as audit
from app.enterprises import queries, rules, service
from app.enterprises.forms import ContactChangeForm, ContactForm, PostForm
from app.enterprises.models import Contact
from app.enterprises.views.choices import read_enterprise, show_enterprise
from app.kernel import clock
from app.kernel.archiving import add_archiving
from app.kernel.downloads import ListFile, download_list
from app.kernel.fields import parse_day
from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.paging import open_list, read_filters
from app.kernel.permissions import Actor, Can
from app.kernel.personal import Masked
from app.kernel.text import Message, is_clean
from app.kernel.web import go_to, render
from app.kernel.words import choose_locale
from app.vocabularies import queries as vocabularies

bp = Blueprint("contacts", __name__, url_prefix="/contacts")
add_archiving(bp, "/<int:contact_id>", service.archive_contact, service.restore_contact)
#: No meeting is with more enterprises than this.
MOST_ENTERPRISES = 20


@bp.get("/")
@require(Can.SEE_ENTERPRISES)
def index() -> ResponseReturnValue:
    """The list."""
    actor = current_actor()
    asked = open_list(queries.CONTACTS, queries.ContactFilters, partial(queries.contact_listing, actor))
    enterprise = asked.filters.enterprise
    return render(
        "contacts/index.html",
        fragment="rows",
        **asked.words(),
        enterprise=queries.names([enterprise]).get(enterprise) if enterprise else None,
    )


@bp.get("/export.<kind>")
@require(Can.EXPORT)
def export(kind: str) -> ResponseReturnValue:
    """The rows of the list as a file, personal details masked."""
    actor = current_actor()
    filters, _ = read_filters(queries.ContactFilters)
    rows, sent = queries.contact_listing(actor, filters), partial(audit.record_export, actor, "contacts")
    columns = queries.contact_columns(choose_locale())
    return download_list(kind, ListFile(Message("Contacts"), queries.CONTACTS, rows, columns), filters, sent)


@bp.get("/options")
@require(Can.SEE_ENTERPRISES)
def options() -> ResponseReturnValue:
    """Contacts for a picker: `enterprise` may be given several times, `on` is the day they stood there."""
    text = request.args.get("q", "")[:200]
    ids = [int(value) for value in request.args.getlist("enterprise")[:MOST_ENTERPRISES] if _is_number(value)]
    try:
        on = parse_day(request.args["on"]) if request.args.get("on") else None
    except ValueError:
        on = None
    found = queries.contact_options(current_actor(), text, ids, on) if is_clean(text) else []
    return render("contacts/_options.html", contacts=found, several=len(ids) != 1)


@bp.get("/<int:contact_id>")
@require(Can.SEE_ENTERPRISES)
def show(contact_id: int) -> ResponseReturnValue:
    """One contact with their posts."""
    actor = current_actor()
    return contact_page(actor, queries.get_contact(actor, contact_id))


def contact_page(actor: Actor, contact: Contact, *, unmasked: bool = False) -> ResponseReturnValue:
    """The page of a contact; their details stand there in full only in the answer to a reason."""
    return render(
        "contacts/show.html",
        contact=contact,
        details=contact if unmasked else Masked(contact),
        unmasked=unmasked,
        channels=rules.CHANNELS,
        posts=rules.latest_first(contact.posts),
        names=queries.names([post.enterprise_id for post in contact.posts]),
        languages=vocabularies.words("language", choose_locale()),
        may_edit=rules.may_edit_contact(actor, contact),
        form=VersionForm(obj=contact),
        record={"kind": "enterprise", "id": contact.enterprise_id},
    )


@bp.route("/new", methods=["GET", "POST"])
@require(Can.EDIT_ENTERPRISES)
def create() -> ResponseReturnValue:
    """Write a contact down; `?enterprise=7` says where."""
    actor = current_actor()
    asked = request.args.get("enterprise", "")
    form = ContactForm(data={"enterprise_id": asked if _is_number(asked) else None})
    if form.is_submitted():
        read_enterprise(actor, form.enterprise_id)
    made = form.carry_out(lambda draft: service.create_contact(actor, draft, once=form.once_key))
    if made:
        return go_to("contacts.show", contact_id=made.id, toast=Message("Saved."))
    show_enterprise(actor, form.enterprise_id)
    return _edit_page(form, None)


@bp.route("/<int:contact_id>/edit", methods=["GET", "POST"])
@require(Can.EDIT_ENTERPRISES)
def edit(contact_id: int) -> ResponseReturnValue:
    """Correct a contact."""
    actor = current_actor()
    contact = queries.get_contact(actor, contact_id)
    form = ContactChangeForm(obj=Masked(contact))
    if form.carry_out(lambda draft: service.change_contact(actor, contact_id, draft)):
        return go_to("contacts.show", contact_id=contact_id, toast=Message("Saved."))
    contact = queries.get_contact(actor, contact_id)
    if form.clashed:
        form.compare(Masked(contact))
    return _edit_page(form, contact)


@bp.route("/<int:contact_id>/move", methods=["GET", "POST"])
@require(Can.EDIT_ENTERPRISES)
def move(contact_id: int) -> ResponseReturnValue:
    """Begin another post; the present one is kept with its dates."""
    actor = current_actor()
    contact = queries.get_contact(actor, contact_id)
    form = PostForm(data={"since": clock.today(), "version": contact.version})
    if form.is_submitted():
        read_enterprise(actor, form.enterprise_id)
    if form.carry_out(lambda draft: service.move_contact(actor, contact_id, draft)):
        return go_to("contacts.show", contact_id=contact_id, toast=Message("Saved."))
    contact = queries.get_contact(actor, contact_id)
    if form.clashed:
        form.version.data = str(contact.version)
    show_enterprise(actor, form.enterprise_id)
    return render("contacts/move.html", form=form, contact=contact)


def _edit_page(form: ContactForm | ContactChangeForm, contact: Contact | None) -> ResponseReturnValue:
    form.consent_channel.offer(rules.CHANNELS, blank=Message("not known"))
    form.language.offer(vocabularies.words("language", choose_locale()), blank=Message("not known"))
    return render("contacts/edit.html", form=form, contact=contact)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16
