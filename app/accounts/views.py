"""Signing in and out, one's own profile, and the picker of people."""

from urllib.parse import urlsplit

from flask import Blueprint, g, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from app.accounts import queries, rules
from app.accounts.forms import PasswordForm, SignInForm
from app.accounts.service import signing
from app.kernel import clock
from app.kernel.db import db
from app.kernel.guard import current_actor, find_actor, public, require
from app.kernel.log import request_id
from app.kernel.permissions import Actor, Can
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.kernel.words import LOCALE_COOKIE, LOCALES

bp = Blueprint("accounts", __name__)
login_manager = LoginManager()
_BEFORE_OWN_PASSWORD = {"accounts.profile", "accounts.sign_out", "accounts.language", "static", "health.alive"}


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login keeps: the session's token in the cookie, the actor for this request."""

    def __init__(self, token: str, actor: Actor | None) -> None:
        self.token, self.actor = token, actor

    def get_id(self) -> str:
        return self.token


@login_manager.user_loader  # type: ignore[untyped-decorator]
def _load(token: str) -> SignedIn | None:
    actor = queries.find_actor(token)
    return SignedIn(token, actor) if actor else None


@bp.before_app_request
def identify() -> None:
    """Who is asking: set for the whole request, with where they ask from."""
    if request.endpoint in {"static", "health.alive"}:
        return
    db.session.info["luodi_origin"] = {"request_id": request_id(), "address": request.remote_addr or ""}
    g.actor = getattr(current_user, "actor", None)
    actor: Actor | None = g.actor
    if actor and actor.session_id:
        seen_at = queries.session_seen_at(actor.session_id)
        if seen_at and clock.now() - seen_at > rules.SEEN_EVERY:
            signing.note_seen(actor.session_id)


@bp.before_app_request
def first_change_the_password() -> ResponseReturnValue | None:
    """Somebody with a one-time password gets no further than to their own one."""
    actor = find_actor()
    if actor and actor.must_change_password and request.endpoint not in _BEFORE_OWN_PASSWORD:
        return redirect(url_for("accounts.profile"))
    return None


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """The one page for those who are not signed in."""
    if find_actor():
        return redirect(url_for("home.index"))
    form = SignInForm()
    opened = form.carry_out(
        lambda draft: signing.sign_in(draft, address=request.remote_addr or "", browser=request.user_agent.string or "")
    )
    if opened:
        _, token = opened
        session.clear()  # nothing of the time before goes over into the signed-in one
        login_user(SignedIn(token, None))
        return redirect(_safe_target(request.args.get("next", "")), 303)
    return render("accounts/sign_in.html", form=form)


@bp.post("/sign-out")
@require(Can.USE)
def sign_out() -> ResponseReturnValue:
    """End this session here and on the server."""
    signing.sign_out(current_actor())
    logout_user()
    return redirect(url_for("accounts.sign_in"), 303)


@bp.route("/profile", methods=["GET", "POST"])
@require(Can.USE)
def profile() -> ResponseReturnValue:
    """One's own password."""
    actor = current_actor()
    form = PasswordForm()
    if form.carry_out(lambda draft: signing.change_own_password(actor, draft)):
        return go_to("accounts.profile", toast=Message("Your password is changed."))
    return render("accounts/profile.html", form=form, user=queries.get_user(actor.id))


@bp.post("/language")
@public
def language() -> ResponseReturnValue:
    """Switch the language and come back to the same page."""
    locale = request.form.get("locale", "")
    locale = locale if locale in LOCALES else "zh"
    if actor := find_actor():
        signing.set_locale(actor, locale)
    answer = make_response(redirect(_safe_target(request.form.get("next", "")), 303))
    answer.set_cookie(LOCALE_COOKIE, locale, max_age=365 * 24 * 3600, samesite="Lax", secure=request.is_secure)
    return answer


@bp.get("/people/options")
@require(Can.USE)
def people_options() -> ResponseReturnValue:
    """People of the area for a picker, by name or initials."""
    return render("accounts/_people_options.html", people=queries.search_people(request.args.get("q", "")[:40]))


def _safe_target(target: str) -> str:
    """A path of this site, or the desk: never another host."""
    try:
        parts = urlsplit(target.replace("\\", "/"))
    except ValueError:  # brackets that hold no address
        return url_for("home.index")
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("//"):
        return url_for("home.index")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
