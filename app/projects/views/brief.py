"""The one-page brief of a project: for paper, and as plain text for a chat."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.web import render
from app.kernel.words import choose_locale
from app.projects import queries
from app.projects.views.page import milestone_rows, steps, urgent
from app.projects.views.records import bp
from app.projects.views.shown import FACTS
from app.projects.views.steps import looked_at
from app.vocabularies import queries as vocabularies


@bp.get("/<int:project_id>/brief")
@require(Can.SEE_PROJECTS)
def brief(project_id: int) -> ResponseReturnValue:
    """What a leader has to know of a project, on one page of A4."""
    project = looked_at(project_id)
    context = {
        "project": project,
        "milestones": milestone_rows(project),
        "facts": FACTS,
        "sources": vocabularies.words("source", choose_locale()),
        **urgent(project),
    }
    return render(
        "projects/brief.html",
        steps=steps(project, queries.stage_changes(current_actor(), project_id)),
        plain=render_template("projects/plain.txt", **context).strip(),
        record={"kind": "project", "id": project.id},
        **context,
    )
