"""Letting people in to a confidential project."""

from flask.typing import ResponseReturnValue

from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.projects import service
from app.projects.forms import AccessForm
from app.projects.views.records import bp
from app.projects.views.steps import done, mine, page


@bp.route("/<int:project_id>/access", methods=["GET", "POST"])
@require(Can.EDIT_PROJECTS)
def let_in(project_id: int) -> ResponseReturnValue:
    """Put somebody on the access list."""
    actor = current_actor()
    form = AccessForm(obj=mine(project_id))
    if form.carry_out(lambda draft: service.let_in(actor, project_id, draft)):
        return done(project_id, Message("Let in. It stands in the audit log."))
    return page("let_in", form, project_id)


@bp.post("/<int:project_id>/access/<int:user_id>/remove")
@require(Can.EDIT_PROJECTS)
def shut_out(project_id: int, user_id: int) -> ResponseReturnValue:
    """Take somebody off the access list."""
    service.shut_out(current_actor(), project_id, user_id, VersionForm.read())
    return done(project_id, Message("Taken off the access list."))
