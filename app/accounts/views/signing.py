"""The way in: password, code, single sign-on, the link to a new password; and the way out."""

from flask import current_app, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from app.accounts import queries
from app.accounts.forms import CodeForm, NewPasswordForm, SignInForm
from app.accounts.rules import POLICY_WORDS
from app.accounts.service import choosing, founding, signing
from app.accounts.views.identity import STEP, bp, go_on, safe_target, visitor
from app.kernel import mail
from app.kernel.errors import Invalid, NotFound
from app.kernel.guard import current_actor, find_actor, public, require
from app.kernel.permissions import Can
from app.kernel.rates import RESET, SECOND_FACTOR, SIGN_IN, SINGLE_SIGN_ON, limited, path_asked, typed_name
from app.kernel.text import Message
from app.kernel.web import go_to, render, whole_address
from app.kernel.words import LOCALE_COOKIE, LOCALES, say
from config import Oidc

_NEXT = "sso_next"


def _step_token() -> str:
    """The sign-in on its way, as this browser holds it."""
    return str(session.get(STEP, ""))


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@limited(SIGN_IN, by=typed_name, posts_only=True)
def sign_in() -> ResponseReturnValue:
    """The one page for those who are not signed in."""
    if find_actor():
        return redirect(url_for("home.index"))
    form, provider = SignInForm(), _provider()
    passed = form.carry_out(lambda draft: signing.sign_in(draft, visitor(), has_sso=provider is not None))
    if passed:
        return go_on(passed, request.args.get("next", ""))
    return _sign_in_page(form)


def _sign_in_page(form: SignInForm) -> ResponseReturnValue:
    return render(
        "accounts/sign_in.html",
        form=form,
        provider=_provider(),
        is_empty=founding.is_waiting(),
        has_mail=mail.is_set_up(),
    )


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public
@limited(SECOND_FACTOR, by=_step_token, posts_only=True)
def second_step() -> ResponseReturnValue:
    """The second factor, for who has passed the first."""
    token = str(session.get(STEP, ""))
    form = CodeForm()
    try:
        passed = form.carry_out(lambda draft: signing.give_code(token, draft, visitor()))
    except NotFound as refusal:
        return go_to("accounts.sign_in", toast=refusal.message)
    if passed:
        return go_on(passed, request.args.get("next", ""))
    if queries.find_step(token) is None:
        return go_to("accounts.sign_in")
    return render("accounts/second_step.html", form=form)


@bp.get("/sign-in/single")
@public
@limited(SINGLE_SIGN_ON)
def single_sign_on() -> ResponseReturnValue:
    """Away to the provider. A link and no form: `form-action 'self'` lets no form lead elsewhere."""
    from app.accounts.service import sso

    provider = _known_provider()
    try:
        departure = sso.depart(provider, _address_back())
    except Invalid as refusal:
        return _refused(refusal)
    session.clear()
    session[STEP], session[_NEXT] = departure.token, request.args.get("next", "")[:500]
    return redirect(departure.address, 303)


@bp.get("/sign-in/single/return")
@public
def come_back() -> ResponseReturnValue:
    """Back from the provider."""
    from app.accounts.service import sso

    provider = _known_provider()
    token, target = str(session.pop(STEP, "")), str(session.pop(_NEXT, ""))
    try:
        passed = sso.come_back(provider, token, request.args, _address_back(), visitor())
    except Invalid as refusal:
        return _refused(refusal)
    return go_on(passed, target)


def _refused(refusal: Invalid) -> ResponseReturnValue:
    form = SignInForm(formdata=None)
    form.refuse(Invalid(refusal.message))
    return _sign_in_page(form)


def _provider() -> Oidc | None:
    found: Oidc | None = current_app.config["OIDC"]
    return found


def _known_provider() -> Oidc:
    provider = _provider()
    if provider is None:
        raise NotFound
    return provider


def _address_back() -> str:
    return whole_address("accounts.come_back")


@bp.route("/new-password/<int:number>/<code>", methods=["GET", "POST"])
@public
@limited(RESET, by=path_asked)
def choose_password(number: int, code: str) -> ResponseReturnValue:
    """A new password by the link that an administrator has handed over. Looking at the page uses nothing up."""
    form = NewPasswordForm()
    if form.carry_out(lambda draft: choosing.choose_by_link(number, code, draft)):
        return go_to("accounts.sign_in", toast=Message("Your password is set. Sign in with it."))
    policy = queries.password_policy()
    return render("accounts/choose_password.html", form=form, policy=say(POLICY_WORDS[policy.code]))


@bp.post("/sign-out")
@require(Can.USE)
def sign_out() -> ResponseReturnValue:
    """End this session here and on the server."""
    signing.sign_out(current_actor())
    logout_user()
    answer = make_response(redirect(url_for("accounts.sign_in"), 303))
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


@bp.post("/language")
@public
def language() -> ResponseReturnValue:
    """Switch the language and come back to the same page."""
    locale = request.form.get("locale", "")
    locale = locale if locale in LOCALES else "zh"
    if actor := find_actor():
        signing.set_locale(actor, locale)
    answer = make_response(redirect(safe_target(request.form.get("next", "")), 303))
    answer.set_cookie(LOCALE_COOKIE, locale, max_age=365 * 24 * 3600, samesite="Lax", secure=request.is_secure)
    return answer
