"""What is done to a follow-up from its page: notes, another day, submitting, sending back, closing, opening again."""

from collections.abc import Callable
from typing import Any

from flask.typing import ResponseReturnValue

from app.kernel.forms import Form
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to
from app.meetings import service
from app.meetings.forms import CloseForm, DueForm, NoteForm, ReasonForm, SubmitForm
from app.meetings.views.promises import follow_ups, page_of


@follow_ups.post("/<int:follow_up_id>/notes")
@require(Can.LOG_MEETINGS)
def note(follow_up_id: int) -> ResponseReturnValue:
    """Write how far it has come."""
    actor, form = current_actor(), NoteForm()
    return _carried_out(
        follow_up_id,
        form,
        lambda draft: service.note(actor, follow_up_id, draft, once=form.once_key),
        Message("Saved."),
    )


@follow_ups.post("/<int:follow_up_id>/postpone")
@require(Can.LOG_MEETINGS)
def postpone(follow_up_id: int) -> ResponseReturnValue:
    """Move a follow-up to another day, with a reason."""
    actor = current_actor()
    moved = Message("The day is moved.")
    return _carried_out(follow_up_id, DueForm(), lambda draft: service.postpone(actor, follow_up_id, draft), moved)


@follow_ups.post("/<int:follow_up_id>/submit")
@require(Can.LOG_MEETINGS)
def submit(follow_up_id: int) -> ResponseReturnValue:
    """Hand it to the supervisor as done."""
    actor = current_actor()
    sent = Message("Submitted. The supervisor closes it.")
    return _carried_out(follow_up_id, SubmitForm(), lambda draft: service.submit(actor, follow_up_id, draft), sent)


@follow_ups.post("/<int:follow_up_id>/send-back")
@require(Can.LOG_MEETINGS)
def send_back(follow_up_id: int) -> ResponseReturnValue:
    """Give it back to its owner, with a reason."""
    actor = current_actor()
    back = Message("Sent back.")
    return _carried_out(follow_up_id, ReasonForm(), lambda draft: service.send_back(actor, follow_up_id, draft), back)


@follow_ups.post("/<int:follow_up_id>/close")
@require(Can.LOG_MEETINGS)
def close(follow_up_id: int) -> ResponseReturnValue:
    """Close a follow-up with a note, or say why it is no longer needed."""
    actor = current_actor()
    closed = Message("Closed.")
    return _carried_out(follow_up_id, CloseForm(), lambda draft: service.close(actor, follow_up_id, draft), closed)


@follow_ups.post("/<int:follow_up_id>/reopen")
@require(Can.LOG_MEETINGS)
def reopen(follow_up_id: int) -> ResponseReturnValue:
    """Open it again, with a reason."""
    actor = current_actor()
    opened = Message("Open again.")
    return _carried_out(follow_up_id, ReasonForm(), lambda draft: service.reopen(actor, follow_up_id, draft), opened)


def _carried_out(
    follow_up_id: int, form: Form[Any], action: Callable[[Any], object], toast: Message
) -> ResponseReturnValue:
    """Back to the page when it is done; the page with what was typed when it was refused."""
    if form.carry_out(action):
        return go_to("follow_ups.show", follow_up_id=follow_up_id, toast=toast)
    return page_of(follow_up_id, form)
