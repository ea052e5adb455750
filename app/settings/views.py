"""The settings page: the profile on top, every setting below, each changed in its place."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.kernel import settings
from app.kernel.administration import AdminGroup, AdminPage, offer_page
from app.kernel.errors import Forbidden, NotFound
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.settings import PRACTICE, Practice
from app.kernel.text import Message
from app.kernel.web import go_to, render, wants_fragment, with_toast
from app.settings import forms, queries, rules, service

bp = Blueprint("settings", __name__, url_prefix="/admin/settings")

offer_page(
    AdminPage(
        endpoint="settings.index",
        label=Message("Practice and settings"),
        icon="adjustments",
        right=Can.SEE_SETTINGS,
        group=AdminGroup.OFFICE,
        position=10,
        covers=("settings.",),
    )
)


@bp.get("/")
@require(Can.SEE_SETTINGS)
def index() -> ResponseReturnValue:
    """The profile, then every setting by its group."""
    return render(
        "settings/index.html",
        profiles=list(Practice),
        practice=settings.practice(),
        names=PRACTICE.options,
        claims=rules.CLAIMS,
        points=rules.POINTS,
        may_switch=current_actor().may(PRACTICE.right),
        groups=rules.grouped(),
        standings=queries.standings(current_actor()),
        **_words(),
    )


@bp.route("/profile/<profile>", methods=["GET", "POST"])
@require(Can.SEE_SETTINGS)
def profile(profile: str) -> ResponseReturnValue:
    """What another profile would change; sent, it holds."""
    actor = current_actor()
    if profile not in PRACTICE.options:
        raise NotFound
    form = forms.ProfileForm(data={"version": queries.standing(actor, PRACTICE.code).version})
    saved = form.carry_out(lambda draft: service.change(actor, PRACTICE.code, [profile], draft.version))
    if saved:
        return go_to("settings.index", toast=Message("The office works by this profile now."))
    present = queries.standing(actor, PRACTICE.code)
    if form.clashed:
        form.version.data = str(present.version)
    return render(
        "settings/profile.html",
        form=form,
        present=present,
        wanted=Practice(profile),
        names=PRACTICE.options,
        points=rules.POINTS,
        changes=queries.changes_under(Practice(profile)),
        own=[standing for standing in queries.standings(actor).values() if _stays(standing)],
        **_words(),
    )


def _stays(standing: queries.Standing) -> bool:
    """Whether the office has chosen for itself what a profile would otherwise decide."""
    return bool(standing.setting.by_practice) and standing.version > 0


@bp.get("/<code>/value")
@require(Can.SEE_SETTINGS)
def value(code: str) -> ResponseReturnValue:
    """The cell as it is shown."""
    return _cell(code)


@bp.route("/<code>", methods=["GET", "POST"])
@require(Can.SEE_SETTINGS)
def edit(code: str) -> ResponseReturnValue:
    """The cell as a form; saved, it is the cell again."""
    actor = current_actor()
    standing = _changeable(code)
    form = forms.form_for(standing)
    if form.carry_out(lambda draft: service.change(actor, code, list(draft.value), draft.version)):
        return _saved(code)
    standing = queries.standing(actor, code)
    if form.clashed:
        forms.compare(form, standing)
    template = "settings/_form.html" if wants_fragment() else "settings/edit.html"
    return render(template, form=form, standing=standing, **_words())


@bp.post("/<code>/default")
@require(Can.SEE_SETTINGS)
def use_default(code: str) -> ResponseReturnValue:
    """Back to the profile's default."""
    _changeable(code)
    service.use_default(current_actor(), code, forms.ProfileForm.read())
    return _saved(code)


def _changeable(code: str) -> queries.Standing:
    if queries.get(code) is PRACTICE:
        raise NotFound  # it has a page of its own
    standing = queries.standing(current_actor(), code)
    if not standing.may_change:
        raise Forbidden
    return standing


def _saved(code: str) -> ResponseReturnValue:
    if wants_fragment():
        return with_toast(_cell(code), Message("Saved."))
    return go_to("settings.index", _anchor=_anchor_of(code), toast=Message("Saved."))


def _cell(code: str) -> ResponseReturnValue:
    return render("settings/_cell.html", standing=queries.standing(current_actor(), code), **_words())


def _words() -> dict[str, Any]:
    """How values are said."""
    return {"in_words": forms.in_words, "range_in_words": forms.range_in_words, "anchor_of": _anchor_of}


def _anchor_of(code: str) -> str:
    return code.replace(".", "-")
