"""The access list of a confidential project, and who has looked at it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person, User
from app.audit.models import AuditEntry
from app.kernel.db import db
from app.kernel.listing import Rows
from app.kernel.permissions import Actor
from app.projects.models import Project, ProjectAccess
from app.projects.queries.scope import visible_to

#: What the audit log calls it.
LOOK = "project.look"


def access_list(actor: Actor, project_id: int) -> Sequence[ProjectAccess]:
    """Everybody let in to a project that the actor may see, the last one first; those whose time is over too."""
    seen = visible_to(actor).with_only_columns(Project.id).where(Project.id == project_id)
    found = select(ProjectAccess).where(ProjectAccess.project_id.in_(seen)).order_by(ProjectAccess.id.desc())
    people = (
        joinedload(ProjectAccess.user).joinedload(User.person),
        joinedload(ProjectAccess.granted_by).joinedload(User.person),
    )
    return db.session.scalars(found.options(*people)).all()


def looks(actor: Actor, project_id: int, limit: int = 20) -> Sequence[Row[Any]]:
    """Who looked at a project that the actor may see, and when, the newest first: rows with at, name, name_en."""
    seen = visible_to(actor).with_only_columns(Project.id).where(Project.id == project_id)
    found: Rows = (
        select(AuditEntry.at, Person.name, Person.name_en)
        .join(User, User.id == AuditEntry.actor_id)
        .join(Person, Person.id == User.person_id)
        .where(
            AuditEntry.subject_kind == Project.__tablename__,
            AuditEntry.subject_id.in_(seen),
            AuditEntry.action == LOOK,
        )
    )
    return db.session.execute(found.order_by(AuditEntry.id.desc()).limit(limit)).all()
