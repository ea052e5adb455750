"""One's own profile: password, devices, second factor. And the picker of people."""

import segno
from flask import request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.accounts import queries, rules
from app.accounts.forms import CodeForm, PasswordForm
from app.accounts.service import choosing, second_factor, signing
from app.accounts.views.identity import bp
from app.kernel import settings
from app.kernel.browsers import browser_in_words
from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.kernel.words import say


@bp.route("/profile", methods=["GET", "POST"])
@require(Can.USE)
def profile() -> ResponseReturnValue:
    """One's own password, and where one is signed in."""
    actor = current_actor()
    form = PasswordForm()
    if form.carry_out(lambda draft: choosing.change_own_password(actor, draft)):
        return go_to("accounts.profile", toast=Message("Your password is changed."))
    devices = [(one, say(browser_in_words(one.browser))) for one in queries.list_sessions(actor.id)]
    return render(
        "accounts/profile.html",
        form=form,
        user=queries.get_user(actor.id),
        policy=say(rules.POLICY_WORDS[queries.password_policy().code]),
        role_words=rules.ROLE_WORDS,
        devices=devices,
        factor=queries.find_second_factor(actor.id),
        acting=VersionForm(formdata=None),
    )


@bp.post("/profile/sessions/<int:session_id>/end")
@require(Can.USE)
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign out on another device."""
    signing.end_session(current_actor(), session_id)
    return go_to("accounts.profile", toast=Message("Signed out there."))


@bp.post("/profile/sessions/end-others")
@require(Can.USE)
def end_other_sessions() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    signing.end_other_sessions(current_actor())
    return go_to("accounts.profile", toast=Message("Signed out everywhere else."))


@bp.get("/profile/second-factor", endpoint="second_factor")
@require(Can.USE)
def second_factor_page() -> ResponseReturnValue:
    """The second factor: what it is, how to set it up, what to do with it."""
    return _second_factor_page(CodeForm(formdata=None))


@bp.post("/profile/second-factor/begin")
@require(Can.USE)
def begin_second_factor() -> ResponseReturnValue:
    """Make a key for the authenticator app."""
    second_factor.begin(current_actor())
    return go_to("accounts.second_factor")


@bp.post("/profile/second-factor/confirm")
@require(Can.USE)
def confirm_second_factor() -> ResponseReturnValue:
    """The first right code; the recovery codes are shown once."""
    actor, form = current_actor(), CodeForm()
    codes = form.carry_out(lambda draft: second_factor.confirm(actor, draft))
    return render("accounts/recovery_codes.html", codes=codes) if codes else _second_factor_page(form)


@bp.post("/profile/second-factor/codes")
@require(Can.USE)
def renew_recovery_codes() -> ResponseReturnValue:
    """New recovery codes; the old ones are worth nothing."""
    actor, form = current_actor(), CodeForm()
    codes = form.carry_out(lambda draft: second_factor.renew_codes(actor, draft))
    return render("accounts/recovery_codes.html", codes=codes) if codes else _second_factor_page(form)


@bp.post("/profile/second-factor/off")
@require(Can.USE)
def switch_off_second_factor() -> ResponseReturnValue:
    """Do without it again."""
    actor, form = current_actor(), CodeForm()
    form.carry_out(lambda draft: second_factor.switch_off(actor, draft))
    if form.http_status != 200:
        return _second_factor_page(form)
    return go_to("accounts.profile", toast=Message("The second factor is off."))


def _second_factor_page(form: CodeForm) -> ResponseReturnValue:
    actor = current_actor()
    factor, key = queries.find_second_factor(actor.id), second_factor.pending_key(actor)
    roles = [held.role for held in actor.held]
    return render(
        "accounts/second_factor.html",
        form=form,
        factor=factor,
        key=key,
        picture=_picture(key.address) if key else "",
        codes_left=queries.count_recovery_codes(actor.id) if factor else 0,
        is_required=rules.needs_second_factor(roles, settings.read(rules.SECOND_FACTOR_ROLES)),
        acting=VersionForm(formdata=None),
    )


def _picture(address: str) -> Markup:
    """The address as a QR code: an inline picture that needs no style."""
    return Markup(segno.make(address, error="m").svg_inline(scale=5, border=2, light="#fff", lineclass=None))  # noqa: S704


@bp.get("/people/options")
@require(Can.USE)
def people_options() -> ResponseReturnValue:
    """People of the area for a picker, by name or initials."""
    return render("accounts/_people_options.html", people=queries.search_people(request.args.get("q", "")[:40]))
