"""The last contact of a project: the day of its last meeting held or of its last weekly progress."""

from collections.abc import Sequence

from sqlalchemy import update

from app.kernel.db import command, db
from app.kernel.permissions import Actor
from app.projects import queries
from app.projects.models import Project
from app.projects.service.waivers import settle_met


@command
def note_contact(actor: Actor, ids: Sequence[int]) -> None:
    """Inside a command that has changed contacts of these projects: find the last one anew, and what it settles."""
    if ids:
        refresh_contact(ids)
        settle_met(actor, ids)


def refresh_contact(ids: Sequence[int]) -> None:
    """Inside a command: put the day of the last contact on these projects.

    Their versions stay: who logs a meeting is in the way of nobody who edits a project.
    """
    db.session.flush()
    for number, day in queries.moved_contacts(ids).items():
        change = update(Project).where(Project.id == number)
        db.session.execute(change.values(last_contact_on=day, updated_at=Project.updated_at))
