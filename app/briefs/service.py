"""What is noted when a paper is made."""

from collections.abc import Sequence

from app.kernel.permissions import Actor
from app.projects import service as projects
from app.projects.models import Disclosure, Project


def note_looks(actor: Actor, shown: Sequence[Project]) -> None:
    """Write down that the actor has read of these projects, as far as they are confidential.

    It may end the reading transaction, so that it comes after everything has been said.
    """
    for project in [one for one in shown if one.disclosure is not Disclosure.OPEN]:
        projects.note_look(actor, project)
