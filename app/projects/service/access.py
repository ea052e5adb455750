"""Who is let in to a confidential project, and the note of who looks at it."""

import logging

from sqlalchemy.exc import SQLAlchemyError

from app.audit import service as audit
from app.kernel import clock
from app.kernel import once as once_keys
from app.kernel.db import command, db
from app.kernel.errors import Invalid, NotFound, Refusal
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.projects import queries, rules
from app.projects.models import Disclosure, Project, ProjectAccess
from app.projects.schemas import AccessDraft
from app.projects.service.records import open_for, touch

logger = logging.getLogger("luodi")


@command
def let_in(actor: Actor, project_id: int, draft: AccessDraft) -> Project:
    """Give somebody full sight of a project, for a reason and until a day; who is on the list already is renewed.

    Raises Invalid at the field: nobody such, somebody who works on the project anyway, a day that has passed.
    """
    project = open_for(actor, project_id, draft.version)
    rules.check_not_over(draft.until, clock.today())
    if not queries.users([draft.user_id]):
        raise Invalid.at("user_id", Message("There is no such record. Choose one from the list."))
    if draft.user_id in {project.officer_id, *(member.id for member in project.team)}:
        raise Invalid.at("user_id", Message("This person works on the project and sees it already."))
    entry = _entry(actor, project_id, draft.user_id) or ProjectAccess(project_id=project_id, user_id=draft.user_id)
    entry.reason, entry.until = draft.reason, draft.until
    entry.granted_by_id, entry.granted_at = actor.id, clock.now()
    db.session.add(entry)
    touch(project)
    audit.record(actor, "project.let_in", project, user=draft.user_id, reason=draft.reason, until=draft.until)
    return project


@command
def shut_out(actor: Actor, project_id: int, user_id: int, version: int) -> Project:
    """Take somebody off the access list; what was granted stays in the audit log."""
    project = open_for(actor, project_id, version)
    entry = _entry(actor, project_id, user_id)
    if entry is None:
        raise NotFound
    db.session.delete(entry)
    touch(project)
    audit.record(actor, "project.shut_out", project, user=user_id, reason=entry.reason, until=entry.until)
    return project


def _entry(actor: Actor, project_id: int, user_id: int) -> ProjectAccess | None:
    return next((entry for entry in queries.access_list(actor, project_id) if entry.user_id == user_id), None)


def note_look(actor: Actor, project: Project) -> bool:
    """Write down who looks at a confidential project, at most once in an hour. Returns whether it did.

    It ends the reading transaction when it writes: the project has to be fetched again. A log that cannot be
    written keeps nobody from working; the failure stands in the program's own log.
    """
    key = f"look:{project.id}:{clock.now():%Y%m%d%H}"
    if project.disclosure is Disclosure.OPEN or once_keys.is_taken(actor, key):
        return False
    number = project.id
    try:
        _write_look(actor, number, key)
    except (SQLAlchemyError, Refusal):
        logger.warning("Could not note who looked at project %s", number, exc_info=True)
    return True


@command
def _write_look(actor: Actor, project_id: int, key: str) -> None:
    if once_keys.claim(actor, key) is None:
        once_keys.settle(actor, key, project_id)
        audit.record(actor, queries.LOOK, queries.get(actor, project_id))
