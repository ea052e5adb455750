"""The last contact of a project: the day of its last meeting held or of its last weekly progress."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sqlalchemy import select, update

from app.kernel.db import command, db
from app.kernel.permissions import Actor
from app.kernel.sockets import Socket
from app.projects.models import Project
from app.projects.service.waivers import settle_met

#: What counts as a contact -> the last day of one, of those of the projects that had any.
CONTACTS: Socket[Callable[[Sequence[int]], Mapping[int, date]]] = Socket("contacts with projects")


@command
def note_contact(actor: Actor, ids: Sequence[int]) -> None:
    """Inside a command that has changed contacts of these projects: find the last one anew, and what it settles.

    The projects' versions stay: nobody who edits one is in the way of somebody who logs a meeting about it.
    """
    refresh_contact(ids)
    settle_met(actor, ids)


def refresh_contact(ids: Sequence[int]) -> None:
    """Inside a command: put the day of the last contact on these projects; without any it is the day they came in."""
    db.session.flush()
    days = [last(ids) for _, last in CONTACTS]
    rows = db.session.execute(
        select(Project.id, Project.received_on, Project.last_contact_on).where(Project.id.in_(ids))
    )
    for row in rows.all():
        latest = max(row.received_on, *(found[row.id] for found in days if row.id in found), date.min)
        if latest != row.last_contact_on:
            change = update(Project).where(Project.id == row.id)
            db.session.execute(change.values(last_contact_on=latest, updated_at=Project.updated_at))
