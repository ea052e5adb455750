"""Somebody leaves: what goes over to whom, seen before it is done."""

from collections.abc import Iterator
from functools import cache, partial
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from pydantic import create_model

from app.accounts import queries
from app.accounts.models import User
from app.accounts.service import leaving
from app.accounts.views.absence import with_unit
from app.admin.views.index import bp
from app.audit import service as audit
from app.kernel.downloads import download
from app.kernel.fields import OptionalRecordId, VersionDraft
from app.kernel.forms import ChoiceField, Form
from app.kernel.guard import current_actor, require
from app.kernel.leaving import ON_LEAVE
from app.kernel.permissions import Actor, Can
from app.kernel.tabular import Column, Sheet
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.kernel.words import say

SHOWN = 50


@bp.route("/users/<int:user_id>/leave", methods=["GET", "POST"])
@require(Can.EDIT_USERS)
def leave(user_id: int) -> ResponseReturnValue:
    """Everything that belongs to somebody, and who takes it over."""
    actor = current_actor()
    user = queries.get_user(user_id)
    form = _form_type()(obj=_Page(user))
    moved = form.carry_out(lambda draft: leaving.leave(actor, user_id, draft.version, _heirs(draft)))
    if moved is not None:
        total = sum(moved.values())
        return go_to("admin.user", user_id=user_id, toast=Message("%(count)s records went over.", count=total))
    user = queries.get_user(user_id)
    leaver = leaving.colleague(user)
    if form.clashed:
        form.version.data = str(user.version)
    _offer_people(form, user)
    return render(
        "admin/leave.html",
        form=form,
        user=user,
        kinds=dict(ON_LEAVE),
        counts=leaving.counts(leaver),
        belongings={name: belongings.shown(actor, leaver) for name, belongings in ON_LEAVE},
        most=SHOWN,
    )


@bp.get("/users/<int:user_id>/leave.<kind>")
@require(Can.EDIT_USERS)
def leave_file(user_id: int, kind: str) -> ResponseReturnValue:
    """The same as a file, for the folder of the hand-over."""
    actor = current_actor()
    user = queries.get_user(user_id)
    columns = [Column(Message("Kind"), None), Column(Message("Name or title"), None), Column(Message("Note"), None)]
    sheet = Sheet(f"{say(Message('Hand-over'))} {user.person.name}", columns, list(_lines(actor, user)))
    return download(sheet, kind, partial(audit.record_export, actor, "hand-over"), filters={"user": user_id})


def _lines(actor: Actor, user: User) -> Iterator[tuple[str, str, str]]:
    leaver = leaving.colleague(user)
    for _, belongings in ON_LEAVE:
        shown = belongings.shown(actor, leaver)
        yield from ((say(belongings.label), one.title, one.note) for one in shown)
        if hidden := belongings.count(leaver) - len(shown):
            yield say(belongings.label), say(Message("%(count)s that you may not see", count=hidden)), ""


class _Page:
    """What the form starts with."""

    def __init__(self, user: User) -> None:
        self.version = user.version


@cache
def _form_type() -> type[Form[Any]]:
    """One field for everything, and one for each kind that goes to somebody else."""
    kinds: dict[str, Any] = {name: (OptionalRecordId, None) for name, _ in ON_LEAVE}
    draft = create_model("LeaveDraft", __base__=VersionDraft, heir_id=(OptionalRecordId, None), **kinds)
    fields = {name: ChoiceField(_l(belongings.label.key)) for name, belongings in ON_LEAVE}
    return type("LeaveForm", (Form,), {"heir_id": ChoiceField(_l("Everything goes to")), **fields, "draft_type": draft})


def _heirs(draft: Any) -> dict[str, int | None]:
    return {name: getattr(draft, name) or draft.heir_id for name, _ in ON_LEAVE}


def _offer_people(form: Form[Any], leaver: User) -> None:
    people = {one.id: with_unit(one) for one in queries.list_active_users() if one.id != leaver.id}
    form["heir_id"].offer(people, blank=Message("Choose a person"))
    for name, _ in ON_LEAVE:
        form[name].offer(people, blank=Message("as above"))
