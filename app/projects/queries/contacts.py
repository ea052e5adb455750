"""When somebody was last in touch about a project."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sqlalchemy import select

from app.kernel.db import db
from app.kernel.sockets import Socket
from app.projects.models import Project

#: What counts as a contact -> the last day of one, for those of the projects that had any.
CONTACTS: Socket[Callable[[Sequence[int]], Mapping[int, date]]] = Socket("contacts with projects")


def moved_contacts(ids: Sequence[int]) -> dict[int, date]:
    """The day of the last contact, for those of the projects that do not show it yet.

    Without any contact it is the day on which the project came in; it is never before that.
    """
    days = [last(ids) for _, last in CONTACTS]
    found = select(Project.id, Project.received_on, Project.last_contact_on).where(Project.id.in_(ids))
    moved = {}
    for row in db.session.execute(found):
        latest = max([row.received_on, *(known[row.id] for known in days if row.id in known)])
        if latest != row.last_contact_on:
            moved[row.id] = latest
    return moved
