"""What pages and small forms about a project share: who may open them, how they are drawn, where they lead."""

from collections.abc import Sequence
from typing import Any

from flask.typing import ResponseReturnValue

from app.kernel import settings
from app.kernel.forms import Form
from app.kernel.guard import current_actor
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.projects import queries, rules, service
from app.projects.models import Project
from app.projects.rules import Lack


def looked_at(project_id: int) -> Project:
    """The project, after noting who looks at it when it is confidential."""
    actor = current_actor()
    project = queries.get(actor, project_id)
    return queries.get(actor, project_id) if service.note_look(actor, project) else project


def mine(project_id: int) -> Project:
    """The project, if the actor may change it: the form is not even drawn for others."""
    project = queries.get(current_actor(), project_id)
    rules.check_may_edit(current_actor(), project)
    return project


def done(project_id: int, toast: Message) -> ResponseReturnValue:
    """Back on the project's page."""
    return go_to("projects.show", project_id=project_id, toast=toast)


def offers(project: Project, lacks: Sequence[Lack], **target: str) -> dict[str, Any]:
    """What a form shows of the conditions: all that is lacking, and where to ask for a waiver when one's own word
    does not suffice."""
    refuses = any(lack.refuses for lack in lacks)
    waiving = rules.Waiving(settings.read(rules.WAIVING))
    leads = rules.may_waive(current_actor(), project)
    alone = rules.suffices(waiving, int(leads), by_manager=rules.is_manager_of(current_actor(), project))
    return {"lacks": lacks, "asks_first": refuses and not alone, "target_of_waiver": target}


def page(name: str, form: Form[Any], project_id: int, **context: Any) -> ResponseReturnValue:
    """A small form on a page of its own, or inside a dialog; what somebody saved meanwhile is shown as it is now."""
    project = queries.get(current_actor(), project_id)
    if form.clashed:
        form.version.data = str(project.version)
    return render(f"projects/{name}.html", fragment="step", form=form, project=project, **context)
