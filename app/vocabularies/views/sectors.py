"""The sector tree, key industries, and the picker of sectors."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.kernel.administration import AdminGroup, AdminPage, offer_page
from app.kernel.fields import record_ids
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.vocabularies import queries, service
from app.vocabularies.forms import SectorChangeForm, SectorForm

bp = Blueprint("vocabularies", __name__, url_prefix="/vocabularies")

offer_page(
    AdminPage(
        endpoint="vocabularies.sectors",
        label=Message("Sectors"),
        icon="sitemap",
        right=Can.EDIT_VOCABULARIES,
        group=AdminGroup.OFFICE,
        position=30,
        covers=("vocabularies.sector", "vocabularies.new_sector", "vocabularies.edit_sector"),
    )
)


@bp.get("/sectors")
@require(Can.USE)
def sectors() -> ResponseReturnValue:
    """Key industries, and the sections of the national classification."""
    actor = current_actor()
    keys = queries.key_sectors(actor)
    chiefs = accounts.people([sector.chief_id for sector in keys if sector.chief_id])
    return render(
        "vocabularies/sectors.html", keys=keys, chiefs=chiefs, sections=queries.children(actor, None), trail=[]
    )


@bp.get("/sectors/<int:sector_id>")
@require(Can.USE)
def sector(sector_id: int) -> ResponseReturnValue:
    """One sector: the way to it and what lies below."""
    actor = current_actor()
    found = queries.get_sector(actor, sector_id)
    return render(
        "vocabularies/sector.html",
        sector=found,
        trail=queries.ancestors(found),
        children=queries.children(actor, sector_id),
        chief=accounts.people([found.chief_id]).get(found.chief_id) if found.chief_id else None,
    )


@bp.route("/sectors/new", methods=["GET", "POST"])
@require(Can.EDIT_VOCABULARIES)
def new_sector() -> ResponseReturnValue:
    """Name a key industry."""
    actor = current_actor()
    form = SectorForm()
    if form.carry_out(lambda draft: service.create_key_sector(actor, draft)):
        return go_to("vocabularies.sectors", toast=Message("Saved."))
    _label(form)
    return render("vocabularies/edit.html", form=form, sector=None)


@bp.route("/sectors/<int:sector_id>/edit", methods=["GET", "POST"])
@require(Can.EDIT_VOCABULARIES)
def edit_sector(sector_id: int) -> ResponseReturnValue:
    """Change a key industry."""
    actor = current_actor()
    found = queries.get_sector(actor, sector_id)
    form = SectorChangeForm(obj=found)
    if form.carry_out(lambda draft: service.change_key_sector(actor, sector_id, draft)):
        return go_to("vocabularies.sectors", toast=Message("Saved."))
    found = queries.get_sector(actor, sector_id)
    if form.clashed:
        form.compare(found)
    _label(form)
    return render("vocabularies/edit.html", form=form, sector=found)


@bp.get("/sectors/options")
@require(Can.USE)
def options() -> ResponseReturnValue:
    """Sectors for a picker."""
    found = queries.search_sectors(current_actor(), request.args.get("q", "")[:60])
    return render("vocabularies/_options.html", sectors=found)


def _label(form: SectorForm | SectorChangeForm) -> None:
    """Name what is picked, so that the form can be drawn again."""
    people = accounts.people(record_ids([form.chief_id.data]))
    form.chief_id.shown = next((person.name for person in people.values()), "")
    if isinstance(form, SectorForm):
        parents = queries.sectors(current_actor(), record_ids([form.parent_id.data]))
        form.parent_id.shown = next((parent.name_zh for parent in parents), "")
