"""Those who may sign in: their roles, and what can be done to a sign-in."""

from flask.typing import ResponseReturnValue

from app.accounts import queries, rules
from app.accounts.service import addresses, choosing, directory, granting, second_factor
from app.accounts.service.choosing import Link
from app.admin import forms
from app.admin.views.index import bp, offer_units
from app.kernel.administration import AdminGroup, AdminPage, offer_page
from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.paging import open_list
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render, whole_address
from app.kernel.words import say

offer_page(
    AdminPage(
        endpoint="admin.users",
        label=Message("Users"),
        icon="users",
        right=Can.SEE_USERS,
        group=AdminGroup.PEOPLE,
        position=10,
        covers=(
            "admin.user",
            "admin.new_user",
            "admin.add_grant",
            "admin.reset_password",
            "admin.take_second_factor",
            "admin.set_address",
            "admin.leave",
        ),
    )
)


@bp.get("/users")
@require(Can.SEE_USERS)
def users() -> ResponseReturnValue:
    """Everybody who may sign in, with their roles."""
    asked = open_list(queries.USERS, queries.UserFilters, queries.user_rows)
    return render(
        "admin/users.html",
        fragment="rows",
        **asked.words(),
        grants=queries.grants_of(asked.ids),
        roles=forms.ROLES,
        scopes=forms.SCOPES,
        clashing=rules.clashing,
    )


@bp.route("/users/new", methods=["GET", "POST"])
@require(Can.EDIT_USERS)
def new_user() -> ResponseReturnValue:
    """Give a person a sign-in; the link to their first password is shown once."""
    actor = current_actor()
    form = forms.UserForm()
    if not actor.may(Can.EDIT_GRANTS):  # the role is given by the security administrator then
        del form.role, form.scope
    made = form.carry_out(lambda draft: directory.create_user(actor, draft))
    if made:
        user, link = made
        return _link_page(user.id, link)
    offer_units(form.unit_id)
    if "role" in form:
        form.role.offer(forms.ROLES, blank=Message("No role yet"))
        form.scope.offer(forms.SCOPES)
    form.locale.offer(forms.LOCALES)
    return render("admin/user_new.html", form=form)


@bp.get("/users/<int:user_id>")
@require(Can.SEE_USERS)
def user(user_id: int) -> ResponseReturnValue:
    """One user: roles, and what can be done."""
    return _user_page(user_id, forms.GrantForm())


@bp.post("/users/<int:user_id>/grants")
@require(Can.EDIT_GRANTS)
def add_grant(user_id: int) -> ResponseReturnValue:
    """Give a role."""
    actor = current_actor()
    form = forms.GrantForm()
    if form.carry_out(lambda draft: granting.add_grant(actor, user_id, draft)):
        return go_to("admin.user", user_id=user_id, toast=Message("The role is given. The user signs in again."))
    return _user_page(user_id, form)


@bp.post("/users/<int:user_id>/grants/<int:grant_id>/remove")
@require(Can.EDIT_GRANTS)
def remove_grant(user_id: int, grant_id: int) -> ResponseReturnValue:
    """Take a role away."""
    granting.remove_grant(current_actor(), user_id, grant_id)
    return go_to("admin.user", user_id=user_id, toast=Message("The role is taken away."))


@bp.post("/users/<int:user_id>/password")
@require(Can.EDIT_USERS)
def reset_password(user_id: int) -> ResponseReturnValue:
    """Make a link to a new password; it is shown once."""
    _, link = choosing.reset(current_actor(), user_id)
    return _link_page(user_id, link)


@bp.route("/users/<int:user_id>/mail", methods=["GET", "POST"])
@require(Can.EDIT_USERS)
def set_address(user_id: int) -> ResponseReturnValue:
    """Say where mail reaches a user."""
    actor, found = current_actor(), queries.get_user(user_id)
    form = forms.AddressForm(obj=found)
    if form.carry_out(lambda draft: addresses.change(actor, user_id, draft.email or "", draft.version)):
        return go_to("admin.user", user_id=user_id, toast=Message("Saved."))
    return render("admin/address.html", form=form, user=found)


@bp.route("/users/<int:user_id>/second-factor", methods=["GET", "POST"])
@require(Can.EDIT_GRANTS)
def take_second_factor(user_id: int) -> ResponseReturnValue:
    """Take away the second factor of somebody who has lost telephone and codes."""
    actor, form = current_actor(), forms.ReasonForm()
    if form.carry_out(lambda draft: second_factor.reset(actor, user_id, draft)):
        return go_to("admin.user", user_id=user_id, toast=Message("The second factor is taken away."))
    return render("admin/second_factor.html", form=form, user=queries.get_user(user_id))


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


def _link_page(user_id: int, link: Link | None) -> ResponseReturnValue:
    """The one time that the link to a new password is seen."""
    address = whole_address("accounts.choose_password", number=link.number, code=link.code) if link else ""
    return render("admin/password.html", user=queries.get_user(user_id), address=address)


def _user_page(user_id: int, form: forms.GrantForm) -> ResponseReturnValue:
    found = queries.get_user(user_id)
    grants = queries.grants_of([user_id])[user_id]
    form.role.offer(forms.ROLES)
    form.scope.offer(forms.SCOPES)
    offer_units(form.unit_id, blank=Message("The user's own unit"))
    return render(
        "admin/user.html",
        user=found,
        grants=grants,
        roles=forms.ROLES,
        scopes=forms.SCOPES,
        form=form,
        acting=VersionForm(formdata=None, obj=found),
        clash=(clash := rules.clashing(grant.role for grant in grants)),
        clash_words="、".join(say(forms.ROLES[role]) for role in clash),
        has_second_factor=queries.find_second_factor(user_id) is not None,
    )
