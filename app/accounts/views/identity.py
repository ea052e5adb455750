"""Who is asking: found out once for each request, before any door."""

from datetime import datetime
from urllib.parse import urlsplit

from flask import Blueprint, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user

from app.accounts import queries, rules
from app.accounts.service import granting, signing
from app.accounts.service.signing import Passed, Visitor
from app.kernel import clock
from app.kernel.db import db
from app.kernel.guard import find_actor
from app.kernel.log import request_id
from app.kernel.permissions import Actor

bp = Blueprint("accounts", __name__)
login_manager = LoginManager()
STEP = "sign_in_step"
_ALWAYS = {"accounts.sign_out", "accounts.language", "static", "health.alive"}
_OWN_PASSWORD = {"accounts.profile"}
_OWN_SECOND_FACTOR = {
    "accounts.second_factor",
    "accounts.begin_second_factor",
    "accounts.confirm_second_factor",
}


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login keeps: the session's token in the cookie, the actor for this request."""

    def __init__(self, token: str, actor: Actor | None = None, seen_at: datetime | None = None) -> None:
        self.token, self.actor, self.seen_at = token, actor, seen_at

    def get_id(self) -> str:
        return self.token


@login_manager.user_loader  # type: ignore[untyped-decorator]
def _load(token: str) -> SignedIn | None:
    found = queries.find_session(token)
    return SignedIn(token, *found) if found else None


@bp.before_app_request
def identify() -> None:
    """Set the actor for the whole request, with where they ask from."""
    if request.endpoint in {"static", "health.alive"}:
        return
    db.session.info["luodi_origin"] = {"request_id": request_id(), "address": request.remote_addr or ""}
    g.actor = getattr(current_user, "actor", None)
    actor: Actor | None = g.actor
    if actor and actor.session_id and clock.now() - current_user.seen_at > rules.SEEN_EVERY:
        signing.note_seen(actor.session_id)
    if actor:
        _note_use(actor)


def _note_use(actor: Actor) -> None:
    """Once a day for each role: that it was needed, for the review of access."""
    right = getattr(current_app.view_functions.get(request.endpoint or ""), "permission", None)
    today = clock.today()
    if right and any(one.used_on != today for one in rules.proven(actor.held, right)):
        granting.note_use(rules.proven(actor.held, right), today)


@bp.before_app_request
def first_things_first() -> ResponseReturnValue | None:
    """Who must change the password or set up a second factor gets no further than to that."""
    actor = find_actor()
    if actor is None or request.endpoint in _ALWAYS:
        return None
    if actor.must_change_password:
        return None if request.endpoint in _OWN_PASSWORD else redirect(url_for("accounts.profile"))
    if actor.must_set_up_second_factor:
        return None if request.endpoint in _OWN_SECOND_FACTOR else redirect(url_for("accounts.second_factor"))
    return None


def visitor() -> Visitor:
    """Where this request comes from."""
    return Visitor(request.remote_addr or "", request.user_agent.string or "")


def go_on(passed: Passed, target: str) -> ResponseReturnValue:
    """Into the program, or on to the code. Nothing of the time before goes over into the signed-in session."""
    session.clear()
    if passed.is_open:
        login_user(SignedIn(passed.token))
        return redirect(safe_target(target), 303)
    session[STEP] = passed.token
    return redirect(url_for("accounts.second_step", next=target or None), 303)


def safe_target(target: str) -> str:
    """A path of this site, or the desk: never another host."""
    try:
        parts = urlsplit(target.replace("\\", "/"))
    except ValueError:  # brackets that hold no address
        return url_for("home.index")
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("//"):
        return url_for("home.index")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
