"""Inline edit of single facts on the page of an enterprise: a cell becomes a small form and back."""

from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.enterprises import queries, rules, service
from app.enterprises.forms import FactForm
from app.enterprises.models import Enterprise
from app.enterprises.schemas import EnterpriseFacts
from app.enterprises.views.choices import offer_choices
from app.enterprises.views.enterprises import bp
from app.kernel.errors import NotFound
from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render, wants_fragment, with_toast
from app.kernel.words import choose_locale

FACTS = tuple(EnterpriseFacts.model_fields)


@bp.get("/<int:enterprise_id>/facts/<name>")
@require(Can.SEE_ENTERPRISES)
def fact(enterprise_id: int, name: str) -> ResponseReturnValue:
    """The cell as it is shown."""
    _check(name)
    return _cell(queries.get(current_actor(), enterprise_id), name)


@bp.route("/<int:enterprise_id>/facts/<name>/edit", methods=["GET", "POST"])
@require(Can.EDIT_ENTERPRISES)
def edit_fact(enterprise_id: int, name: str) -> ResponseReturnValue:
    """The cell as a form; saved, it is the cell again."""
    _check(name)
    actor = current_actor()
    enterprise = queries.get(actor, enterprise_id)
    form = FactForm(obj=enterprise)
    for other in FACTS:
        if other != name:
            del form[other]
    changed = form.carry_out(lambda draft: service.change_fact(actor, enterprise_id, draft))
    if changed and not wants_fragment():
        return go_to("enterprises.show", enterprise_id=enterprise_id, toast=Message("Saved."))
    if changed:
        return with_toast(_cell(queries.get(actor, enterprise_id), name, saved=True), Message("Saved."))
    enterprise = queries.get(actor, enterprise_id)
    offer_choices(form, enterprise)
    if form.clashed:
        form.compare(enterprise)
    template = "enterprises/_fact_form.html" if wants_fragment() else "enterprises/fact.html"
    return render(template, enterprise=enterprise, name=name, form=form)


def _check(name: str) -> None:
    if name not in FACTS:
        raise NotFound


def _cell(enterprise: Enterprise, name: str, *, saved: bool = False) -> ResponseReturnValue:
    return render(
        "enterprises/_fact.html",
        enterprise=enterprise,
        name=name,
        words=queries.words(choose_locale()),
        park=accounts.get_unit(enterprise.park_id) if enterprise.park_id else None,
        status_words=rules.STATUS_WORDS,
        may_edit=rules.may_edit(current_actor(), enterprise),
        form=VersionForm(formdata=None, obj=enterprise),
        saved=saved,
    )
