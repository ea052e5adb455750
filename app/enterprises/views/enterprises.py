"""The list of enterprises, their page, and writing them down."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.attachments import queries as attachments
from app.audit import service as audit
from app.enterprises import queries, rules, service
from app.enterprises.forms import EnterpriseChangeForm, EnterpriseForm
from app.enterprises.models import Enterprise
from app.enterprises.views.choices import country, offer_choices, read_typed, show_picked
from app.kernel import timeline as kernel_timeline
from app.kernel.archiving import add_archiving
from app.kernel.downloads import ListFile, download_list
from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.paging import open_list, read_filters
from app.kernel.permissions import Actor, Can
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.kernel.words import choose_locale, pick
from app.policies import queries as policies
from app.vocabularies import queries as vocabularies

bp = Blueprint("enterprises", __name__, url_prefix="/enterprises")
add_archiving(bp, "/<int:enterprise_id>", service.archive, service.restore)

KINDS = {
    "meeting": Message("Meetings"),
    "activity": Message("Activities"),
    "follow_up": Message("Follow-ups"),
    "stage": Message("Stages"),
    "milestone": Message("Milestones"),
}
#: How many contacts and relatives the page shows before it links to their list.
SHOWN = 12


@bp.get("/")
@require(Can.SEE_ENTERPRISES)
def index() -> ResponseReturnValue:
    """The list."""
    actor = current_actor()
    asked = open_list(queries.LIST, queries.EnterpriseFilters, partial(queries.listing, actor))
    group = asked.filters.group
    return render(
        "enterprises/index.html",
        fragment="rows",
        **asked.words(),
        sectors_of=queries.sectors_of(asked.ids),
        owners_of=queries.owners_of(row.owner_id for row in asked.page.rows),
        sectors=_sector_choices(actor, asked.filters.sector),
        owners=[(user.id, pick(user.person.name, user.person.name_en)) for user in accounts.list_active_users()],
        provinces=vocabularies.words("province", choose_locale()),
        status_words=rules.STATUS_WORDS,
        country=country,
        group=queries.names([group]).get(group) if group else None,
    )


@bp.get("/export.<kind>")
@require(Can.EXPORT)
def export(kind: str) -> ResponseReturnValue:
    """The rows of the list as a file."""
    actor = current_actor()
    filters, _ = read_filters(queries.EnterpriseFilters)
    rows, sent = queries.listing(actor, filters), partial(audit.record_export, actor, "enterprises")
    columns = queries.columns(choose_locale())
    return download_list(kind, ListFile(Message("Enterprises"), queries.LIST, rows, columns), filters, sent)


@bp.get("/<int:enterprise_id>")
@require(Can.SEE_ENTERPRISES)
def show(enterprise_id: int) -> ResponseReturnValue:
    """One enterprise with its group, contacts, projects, policies and history."""
    actor = current_actor()
    enterprise = queries.get(actor, enterprise_id)
    members = queries.group(actor, enterprise)
    sector_ids = [link.sector_id for link in enterprise.sector_links]
    return render(
        "enterprises/show.html",
        enterprise=enterprise,
        kin=rules.kin(enterprise.id, members),
        contacts=queries.contacts_of(actor, [enterprise.id], SHOWN + 1),
        projects=queries.projects_of(actor, [member.id for member in members]) if actor.may(Can.SEE_PROJECTS) else [],
        names={member.id: member for member in members},
        policies=policies.for_sectors(actor, sector_ids),
        files=attachments.shelf(actor, "enterprises", enterprise),
        words=queries.words(choose_locale()),
        park=accounts.get_unit(enterprise.park_id) if enterprise.park_id else None,
        status_words=rules.STATUS_WORDS,
        may_edit=rules.may_edit(actor, enterprise),
        form=VersionForm(obj=enterprise),
        country=country,
        shown=SHOWN,
        record={"kind": "enterprise", "id": enterprise.id},
        **_history(actor, enterprise, [member.id for member in members]),
    )


@bp.get("/<int:enterprise_id>/timeline")
@require(Can.SEE_ENTERPRISES)
def timeline(enterprise_id: int) -> ResponseReturnValue:
    """The timeline alone, for a change of kind, breadth or stretch of time."""
    actor = current_actor()
    enterprise = queries.get(actor, enterprise_id)
    members = queries.group_ids(enterprise)
    return render("enterprises/_timeline.html", enterprise=enterprise, **_history(actor, enterprise, members))


@bp.route("/new", methods=["GET", "POST"])
@require(Can.EDIT_ENTERPRISES)
def create() -> ResponseReturnValue:
    """Write an enterprise down."""
    actor = current_actor()
    form = EnterpriseForm(data={"status": "prospect", "country": "CN", "owner_id": actor.id, **_asked_parent()})
    read_typed(actor, form)
    made = form.carry_out(lambda draft: service.create(actor, draft, once=form.once_key))
    if made:
        return go_to("enterprises.show", enterprise_id=made.id, toast=Message("Saved."))
    alike = []
    if form.is_submitted():
        alike = queries.look_alikes(actor, str(form.name_zh.data or "")[:200], str(form.uscc.data or "")[:40])
    return _edit_page(actor, form, None, alike=alike)


@bp.route("/<int:enterprise_id>/edit", methods=["GET", "POST"])
@require(Can.EDIT_ENTERPRISES)
def edit(enterprise_id: int) -> ResponseReturnValue:
    """Correct an enterprise."""
    actor = current_actor()
    enterprise = queries.get(actor, enterprise_id)
    form = EnterpriseChangeForm(obj=enterprise, data=_sector_data(enterprise))
    read_typed(actor, form)
    if form.carry_out(lambda draft: service.change(actor, enterprise_id, draft)):
        return go_to("enterprises.show", enterprise_id=enterprise_id, toast=Message("Saved."))
    if form.is_submitted():
        enterprise = queries.get(actor, enterprise_id)
    if form.clashed:
        form.compare(enterprise, **_sector_data(enterprise))
    return _edit_page(actor, form, enterprise)


def _edit_page(
    actor: Actor, form: EnterpriseForm | EnterpriseChangeForm, enterprise: Enterprise | None, **more: Any
) -> ResponseReturnValue:
    form.listings.append_entry()
    offer_choices(form, enterprise)
    show_picked(actor, form)
    return render("enterprises/edit.html", form=form, enterprise=enterprise, **more)


def _sector_data(enterprise: Enterprise) -> dict[str, list[int]]:
    return {"sector_ids": [link.sector_id for link in enterprise.sector_links]}


def _asked_parent() -> dict[str, str]:
    """`?parent=7` on the page of a new enterprise: a subsidiary of that one."""
    parent = request.args.get("parent", "")
    return {"parent_id": parent} if parent.isascii() and parent.isdigit() and len(parent) < 16 else {}


def _sector_choices(actor: Actor, chosen: int | None) -> list[tuple[int, str]]:
    """Key industries with their branches set in, and the chosen sector if it is another."""
    keys = vocabularies.key_sectors(actor)
    choices = [(s.id, "　" * (s.level - 1) + pick(s.name_zh, s.name_en)) for s in keys]
    if chosen and chosen not in {sector.id for sector in keys}:
        choices += [(s.id, pick(s.name_zh, s.name_en)) for s in vocabularies.sectors(actor, [chosen])]
    return choices


def _history(actor: Actor, enterprise: Enterprise, group: list[int]) -> Mapping[str, Any]:
    """The stretch of the timeline that the address asks for: `of=self`, `kind`, `before`."""
    alone = request.args.get("of") == "self" or len(group) == 1
    kind = request.args.get("kind", "")
    subject = kernel_timeline.Subject(enterprise_ids=(enterprise.id,) if alone else tuple(group))
    entries = kernel_timeline.entries(actor, subject, _instant(request.args.get("before", "")))
    return {
        "entries": [entry for entry in entries if entry.kind == kind] if kind in KINDS else entries,
        "older": entries[-1].at if len(entries) == kernel_timeline.ENTRIES else None,
        "kind": kind if kind in KINDS else "",
        "kinds": KINDS,
        "alone": alone,
        "in_group": len(group) > 1,
    }


def _instant(text: str) -> datetime | None:
    """The instant of an "older" link; anything else is the present."""
    try:
        instant = datetime.fromisoformat(text)
        return instant.astimezone(UTC) if instant.tzinfo else None
    except (ValueError, OverflowError):
        return None
