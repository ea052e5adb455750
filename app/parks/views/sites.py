"""The list of sites and one site: read the request, call one service, answer with one template."""

from collections import defaultdict
from functools import partial
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.attachments import queries as attachments
from app.audit import service as audit
from app.kernel.archiving import add_archiving
from app.kernel.display import name as called
from app.kernel.downloads import ListFile, download_list
from app.kernel.errors import NotFound
from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.paging import open_list, read_filters
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render, wants_fragment
from app.kernel.words import choose_locale
from app.parks import queries, service
from app.parks.forms import SiteChangeForm, SiteForm
from app.parks.models import Site
from app.parks.rules import STATUS_NAMES
from app.parks.views.room import bp
from app.vocabularies import queries as vocabularies

#: Facts that are changed in their place, with what they are called.
FACTS: dict[str, Message] = {
    "state": Message("State"),
    "area": Message("Area"),
    "height_cm": Message("Clear height"),
    "load_kg": Message("Floor load"),
    "power_kva": Message("Power"),
    "water": Message("Water"),
    "gas": Message("Gas"),
    "price_fen": Message("Price"),
    "available_from": Message("Available from"),
    "env_class": Message("Environmental class"),
    "sectors": Message("Fits sectors"),
    "plan": Message("Place on the plan"),
    "note": Message("Notes"),
}
add_archiving(bp, "/sites/<int:site_id>", service.archive, service.restore, page="site", right=Can.EDIT_SITES)


@bp.get("/sites/")
@require(Can.SEE_SITES)
def sites() -> ResponseReturnValue:
    """What can be had; with a status asked for, any site."""
    actor = current_actor()
    found = open_list(queries.LIST, queries.SiteFilters, partial(queries.listing, actor))
    return render(
        "parks/sites.html",
        fragment="rows",
        **found.words(),
        asked=defaultdict(str, found.links.filters),
        parks=[(one.park.id, called(one.park)) for one in queries.list_parks(actor)],
        sectors=[(sector.id, called(sector)) for sector in vocabularies.key_sectors(actor)],
        statuses=[("all", Message("All sites")), *STATUS_NAMES.items()],
    )


@bp.get("/sites/export.<kind>")
@require(Can.EXPORT)
def export(kind: str) -> ResponseReturnValue:
    """Exactly these sites as a file."""
    actor = current_actor()
    filters, _ = read_filters(queries.SiteFilters)
    rows, sent = queries.listing(actor, filters), partial(audit.record_export, actor, "sites")
    file = ListFile(Message("Sites"), queries.LIST, rows, queries.columns(actor, choose_locale()))
    return download_list(kind, file, filters, sent)


@bp.get("/sites/options")
@require(Can.SEE_SITES)
def options() -> ResponseReturnValue:
    """Sites for a picker, of one park where it is given."""
    asked, _ = read_filters(queries.SiteFilters)
    park_id = asked.park or request.args.get("park_id", type=int)
    return render("parks/_options.html", sites=queries.options(current_actor(), asked.q or "", park_id=park_id))


@bp.get("/sites/<int:site_id>")
@require(Can.SEE_SITES)
def site(site_id: int) -> ResponseReturnValue:
    """One site."""
    actor = current_actor()
    found = queries.get(actor, site_id)
    claims = queries.claims_on(actor, found)
    return render(
        "parks/site.html",
        site=found,
        status=queries.status_now(actor, found),
        tree=queries.tree(actor, root_id=found.root_id),
        standing=[claim for claim in claims if claim.ended is None],
        earlier=[claim for claim in claims if claim.ended is not None],
        files=attachments.shelf(actor, "sites", found),
        facts=FACTS,
        may_edit=actor.may(Can.EDIT_SITES) and found.archived_at is None,
        form=VersionForm(obj=found),
    )


@bp.route("/sites/new", methods=["GET", "POST"])
@require(Can.EDIT_SITES)
def create() -> ResponseReturnValue:
    """Write a site down; `parent` or `park` in the address says where."""
    actor = current_actor()
    parent = queries.find(actor, request.args.get("parent", 0, type=int))
    form = SiteForm(
        data={
            "park_id": parent.park_id if parent else request.args.get("park", type=int),
            "parent_id": parent.id if parent else None,
        }
    )
    made = form.carry_out(lambda draft: service.create(actor, draft, once=form.once_key))
    if made:
        return go_to("parks.site", site_id=made.id, toast=Message("Saved."))
    return render("parks/edit.html", form=form, site=None)


@bp.route("/sites/<int:site_id>/edit", methods=["GET", "POST"])
@require(Can.EDIT_SITES)
def edit(site_id: int) -> ResponseReturnValue:
    """Change the facts of a site."""
    actor = current_actor()
    found = queries.get(actor, site_id)
    form = SiteChangeForm(obj=found)
    if form.carry_out(lambda draft: service.change(actor, site_id, draft)):
        return go_to("parks.site", site_id=site_id, toast=Message("Saved."))
    if form.clashed:
        form.compare(queries.get(actor, site_id))
    return render("parks/edit.html", form=form, site=queries.get(actor, site_id))


@bp.route("/sites/<int:site_id>/facts/<name>", methods=["GET", "POST"])
@require(Can.EDIT_SITES)
def fact(site_id: int, name: str) -> ResponseReturnValue:
    """One fact, changed in its place; `shown` in the address asks for the cell without the form."""
    actor = current_actor()
    found = queries.get(actor, site_id)
    if name not in FACTS:
        raise NotFound
    if "shown" in request.args:
        return _cell(found, name)
    if not wants_fragment():
        return go_to("parks.edit", site_id=site_id)
    form = SiteChangeForm(obj=found)
    form.keep_only(name)
    if form.carry_out(lambda draft: service.change(actor, site_id, draft)):
        return _cell(queries.get(actor, site_id), name)
    if form.clashed:
        form.compare(queries.get(actor, site_id))
    return render("parks/_fact_form.html", form=form, site_id=site_id, name=name)


def _cell(found: Site, name: str) -> ResponseReturnValue:
    cell: dict[str, Any] = {"site": found, "name": name, "facts": FACTS}
    return render("parks/_fact.html", **cell)
