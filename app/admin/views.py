"""Pages of the administrator: users and their roles, units and the people of the area."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.accounts import queries
from app.accounts.models import Unit
from app.accounts.service import directory
from app.admin import forms
from app.kernel.forms import ChoiceField, VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.listing import ListQuery
from app.kernel.paging import ListLinks, read_filters, read_query
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.kernel.words import pick

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.get("/users")
@require(Can.EDIT_GRANTS)
def users() -> ResponseReturnValue:
    """Everybody who may sign in, with their roles."""
    filters, _ = read_filters(queries.UserFilters)
    query: ListQuery = read_query(queries.USERS)
    page = queries.USERS.page(queries.user_rows(filters), query)
    return render(
        "admin/users.html",
        page=page,
        links=ListLinks(queries.USERS, page, filters),
        filters=filters,
        grants=queries.grants_of([row.id for row in page.rows]),
        roles=forms.ROLES,
        scopes=forms.SCOPES,
    )


@bp.route("/users/new", methods=["GET", "POST"])
@require(Can.EDIT_USERS)
def new_user() -> ResponseReturnValue:
    """Give a person a sign-in; the one-time password is shown once."""
    actor = current_actor()
    form = forms.UserForm()
    made = form.carry_out(lambda draft: directory.create_user(actor, draft))
    if made:
        user, password = made
        return render("admin/password.html", user=queries.get_user(user.id), password=password)
    _offer_units(form.unit_id)
    form.role.offer(forms.ROLES)
    form.scope.offer(forms.SCOPES)
    form.locale.offer(forms.LOCALES)
    return render("admin/user_new.html", form=form)


@bp.get("/users/<int:user_id>")
@require(Can.EDIT_GRANTS)
def user(user_id: int) -> ResponseReturnValue:
    """One user: roles, and what can be done."""
    return _user_page(user_id, forms.GrantForm())


@bp.post("/users/<int:user_id>/grants")
@require(Can.EDIT_GRANTS)
def add_grant(user_id: int) -> ResponseReturnValue:
    """Give a role."""
    actor = current_actor()
    form = forms.GrantForm()
    if form.carry_out(lambda draft: directory.add_grant(actor, user_id, draft)):
        return go_to("admin.user", user_id=user_id, toast=Message("The role is given. The user signs in again."))
    return _user_page(user_id, form)


@bp.post("/users/<int:user_id>/grants/<int:grant_id>/remove")
@require(Can.EDIT_GRANTS)
def remove_grant(user_id: int, grant_id: int) -> ResponseReturnValue:
    """Take a role away."""
    directory.remove_grant(current_actor(), user_id, grant_id)
    return go_to("admin.user", user_id=user_id, toast=Message("The role is taken away."))


@bp.post("/users/<int:user_id>/password")
@require(Can.EDIT_USERS)
def reset_password(user_id: int) -> ResponseReturnValue:
    """Make a new one-time password; it is shown once."""
    _, password = directory.reset_password(current_actor(), user_id)
    return render("admin/password.html", user=queries.get_user(user_id), password=password)


@bp.post("/users/<int:user_id>/deactivate")
@require(Can.EDIT_USERS)
def deactivate(user_id: int) -> ResponseReturnValue:
    """End a user's access at once."""
    directory.set_active(current_actor(), user_id, VersionForm.read(), active=False)
    return go_to("admin.user", user_id=user_id, toast=Message("This user can no longer sign in."))


@bp.post("/users/<int:user_id>/activate")
@require(Can.EDIT_USERS)
def activate(user_id: int) -> ResponseReturnValue:
    """Let a user sign in again."""
    directory.set_active(current_actor(), user_id, VersionForm.read(), active=True)
    return go_to("admin.user", user_id=user_id, toast=Message("This user can sign in again."))


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


def _user_page(user_id: int, form: forms.GrantForm) -> ResponseReturnValue:
    found = queries.get_user(user_id)
    form.role.offer(forms.ROLES)
    form.scope.offer(forms.SCOPES)
    _offer_units(form.unit_id, blank=Message("The user's own unit"))
    return render(
        "admin/user.html",
        user=found,
        grants=queries.grants_of([user_id])[user_id],
        roles=forms.ROLES,
        scopes=forms.SCOPES,
        form=form,
        acting=VersionForm(formdata=None, obj=found),
    )


def _unit_page(form: forms.UnitForm | forms.UnitChangeForm) -> ResponseReturnValue:
    form.kind.offer(forms.UNIT_KINDS)
    _offer_units(form.parent_id, blank=Message("None: it stands at the top"))
    return render("admin/unit_edit.html", form=form)


def _person_page(form: forms.PersonForm | forms.PersonChangeForm) -> ResponseReturnValue:
    _offer_units(form.unit_id)
    return render("admin/person_edit.html", form=form)


def _offer_units(field: ChoiceField, blank: Message | None = None) -> None:
    field.offer({unit.id: pick(unit.name_zh, unit.name_en) for unit in queries.list_units()}, blank=blank)


def _tree(found: list[Unit]) -> list[tuple[int, Unit]]:
    """Units in the order of the tree, each with its depth; a unit whose parent is gone stands at the top."""
    known = {unit.id for unit in found}
    below: dict[int | None, list[Unit]] = {}
    for unit in found:
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)

    def walk(parent: int | None, depth: int) -> list[tuple[int, Unit]]:
        return [line for unit in below.get(parent, []) for line in [(depth, unit), *walk(unit.id, depth + 1)]]

    return walk(None, 0)
