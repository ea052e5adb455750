"""What is done to many projects at once, as chosen in the list."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, is_open, render, with_toast
from app.kernel.words import say
from app.projects import service
from app.projects.forms import BulkForm
from app.projects.schemas import BulkVerb
from app.projects.service import BulkResult
from app.projects.views.records import bp

VERBS: dict[BulkVerb, Message] = {
    BulkVerb.ASSIGN: Message("Assign"),
    BulkVerb.TAG: Message("Tag"),
    BulkVerb.UNTAG: Message("Take a tag off"),
    BulkVerb.NEXT_STEP: Message("Next step"),
}
#: Names of projects left out that are told; the others are counted.
_NAMED = 3


@bp.route("/bulk", methods=["GET", "POST"])
@require(Can.EDIT_PROJECTS)
def bulk() -> ResponseReturnValue:
    """Say what is to be done to the chosen projects, of which there are so many; then do it."""
    actor = current_actor()
    asked = request.values.get("verb", "")
    verb = BulkVerb(asked) if asked in set(BulkVerb) else BulkVerb.NEXT_STEP
    form = BulkForm(data={"verb": verb})
    form.chosen.data = request.values.getlist("chosen")
    form.keep_only(verb)
    result = form.carry_out(lambda draft: service.change_many(actor, draft))
    if result and is_open("projects.index"):
        undo = url_for("projects.undo_bulk") if result.done else ""
        return with_toast(("", 204), _said(result), undo=undo, closeDialogs=True, changed=True)
    if result:
        return go_to("projects.index", toast=_said(result))
    return render("projects/bulk.html", fragment="step", form=form, verb=verb, title=VERBS[verb])


@bp.post("/bulk/undo")
@require(Can.EDIT_PROJECTS)
def undo_bulk() -> ResponseReturnValue:
    """Put back what the last change of many has replaced."""
    result = service.undo_many(current_actor())
    if is_open("projects.index"):
        return with_toast(("", 204), _said(result), changed=True)
    return go_to("projects.index", toast=_said(result))


def _said(result: BulkResult) -> Message:
    """How many were changed, and who was left out, with the reason of the first."""
    changed = Message("%(count)s projects changed.", count=result.done)
    if not result.left_out:
        return changed
    names = "、".join(name for name, _ in result.left_out[:_NAMED])
    return Message(
        "%(changed)s %(left)s left out (%(names)s): %(why)s",
        changed=changed,
        left=len(result.left_out),
        names=names,
        why=say(result.left_out[0][1]),
    )
