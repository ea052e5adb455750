"""What becomes of a meeting: held, cancelled, its minutes final, an amendment beside them."""

from flask.typing import ResponseReturnValue

from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.meetings import queries, rules, service
from app.meetings.forms import AmendForm, CancelForm, HoldForm
from app.meetings.models import Meeting
from app.meetings.views.records import bp


@bp.route("/<int:meeting_id>/hold", methods=["GET", "POST"])
@require(Can.LOG_MEETINGS)
def hold(meeting_id: int) -> ResponseReturnValue:
    """Say what was said in a planned meeting that has taken place, and what was agreed."""
    meeting = _editable(meeting_id)
    form = HoldForm(obj=meeting)
    if form.carry_out(lambda draft: service.hold(current_actor(), meeting_id, draft)):
        return go_to("meetings.show", meeting_id=meeting_id, toast=Message("Saved."))
    return render("meetings/hold.html", form=form, meeting=meeting)


@bp.route("/<int:meeting_id>/cancel", methods=["GET", "POST"])
@require(Can.LOG_MEETINGS)
def cancel(meeting_id: int) -> ResponseReturnValue:
    """Say that a meeting does not take place, and why."""
    meeting = _editable(meeting_id)
    form = CancelForm(obj=meeting)
    if form.carry_out(lambda draft: service.cancel(current_actor(), meeting_id, draft)):
        return go_to("meetings.show", meeting_id=meeting_id, toast=Message("Cancelled."))
    return render("meetings/cancel.html", form=form, meeting=meeting)


@bp.post("/<int:meeting_id>/finalize")
@require(Can.LOG_MEETINGS)
def finalize(meeting_id: int) -> ResponseReturnValue:
    """Make what was written the minutes."""
    service.finalize(current_actor(), meeting_id, VersionForm.read())
    return go_to("meetings.show", meeting_id=meeting_id, toast=Message("The minutes are final."))


@bp.route("/<int:meeting_id>/amend", methods=["GET", "POST"])
@require(Can.LOG_MEETINGS)
def amend(meeting_id: int) -> ResponseReturnValue:
    """Put an amendment beside final minutes."""
    meeting = _editable(meeting_id)
    form = AmendForm(data={"version": meeting.version, "is_confidential": meeting.is_confidential})
    if form.carry_out(lambda draft: service.amend(current_actor(), meeting_id, draft)):
        return go_to("meetings.show", meeting_id=meeting_id, toast=Message("The amendment stands beside the minutes."))
    return render("meetings/amend.html", form=form, meeting=meeting)


def _editable(meeting_id: int) -> Meeting:
    """The meeting of a form, for who may change it."""
    actor = current_actor()
    meeting = queries.meetings.get(actor, meeting_id)
    rules.check_may_edit(actor, meeting)
    return meeting
