"""The organisation and the people of the area."""

from flask.typing import ResponseReturnValue

from app.accounts import queries
from app.accounts.models import Unit
from app.accounts.service import directory
from app.admin import forms
from app.admin.views.index import bp, offer_units
from app.kernel.administration import AdminGroup, AdminPage, offer_page
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render

offer_page(
    AdminPage(
        endpoint="admin.units",
        label=Message("Units and people"),
        icon="building-community",
        right=Can.EDIT_USERS,
        group=AdminGroup.PEOPLE,
        position=20,
        covers=("admin.new_unit", "admin.edit_unit", "admin.new_person", "admin.edit_person", "bots."),
    )
)


@bp.get("/units")
@require(Can.EDIT_USERS)
def units() -> ResponseReturnValue:
    """The organisation and its people in protocol order."""
    return render("admin/units.html", units=_tree(queries.list_units()), people=queries.list_people())


@bp.route("/units/new", methods=["GET", "POST"])
@require(Can.EDIT_USERS)
def new_unit() -> ResponseReturnValue:
    """Add a unit."""
    actor = current_actor()
    form = forms.UnitForm()
    if form.carry_out(lambda draft: directory.create_unit(actor, draft)):
        return go_to("admin.units", toast=Message("Saved."))
    return _unit_page(form)


@bp.route("/units/<int:unit_id>", methods=["GET", "POST"])
@require(Can.EDIT_USERS)
def edit_unit(unit_id: int) -> ResponseReturnValue:
    """Change a unit."""
    actor = current_actor()
    form = forms.UnitChangeForm(obj=queries.get_unit(unit_id))
    if form.carry_out(lambda draft: directory.change_unit(actor, unit_id, draft)):
        return go_to("admin.units", toast=Message("Saved."))
    if form.clashed:
        form.compare(queries.get_unit(unit_id))
    return _unit_page(form)


@bp.route("/people/new", methods=["GET", "POST"])
@require(Can.EDIT_USERS)
def new_person() -> ResponseReturnValue:
    """Add somebody of the area who needs no sign-in."""
    actor = current_actor()
    form = forms.PersonForm()
    if form.carry_out(lambda draft: directory.create_person(actor, draft)):
        return go_to("admin.units", toast=Message("Saved."))
    return _person_page(form)


@bp.route("/people/<int:person_id>", methods=["GET", "POST"])
@require(Can.EDIT_USERS)
def edit_person(person_id: int) -> ResponseReturnValue:
    """Change somebody of the area; a move to another unit keeps the history."""
    actor = current_actor()
    form = forms.PersonChangeForm(obj=queries.get_person(person_id))
    if form.carry_out(lambda draft: directory.change_person(actor, person_id, draft)):
        return go_to("admin.units", toast=Message("Saved."))
    if form.clashed:
        form.compare(queries.get_person(person_id))
    return _person_page(form)


def _unit_page(form: forms.UnitForm | forms.UnitChangeForm) -> ResponseReturnValue:
    form.kind.offer(forms.UNIT_KINDS)
    offer_units(form.parent_id, blank=Message("None: it stands at the top"))
    return render("admin/unit_edit.html", form=form)


def _person_page(form: forms.PersonForm | forms.PersonChangeForm) -> ResponseReturnValue:
    offer_units(form.unit_id)
    return render("admin/person_edit.html", form=form)


def _tree(found: list[Unit]) -> list[tuple[int, Unit]]:
    """Units in the order of the tree, each with its depth; a unit whose parent is gone stands at the top."""
    known = {unit.id for unit in found}
    below: dict[int | None, list[Unit]] = {}
    for unit in found:
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)

    def walk(parent: int | None, depth: int) -> list[tuple[int, Unit]]:
        return [line for unit in below.get(parent, []) for line in [(depth, unit), *walk(unit.id, depth + 1)]]

    return walk(None, 0)
