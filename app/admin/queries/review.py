"""The review of access: every role that somebody holds, and every name on an access list."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ScalarSelect, case, exists, or_, select

from app.accounts.models import Grant, Person, SecondFactor, Unit, User
from app.audit.models import AuditEntry
from app.kernel import clock
from app.kernel.db import db, lasting_alias
from app.kernel.fields import OptionalLine
from app.kernel.listing import Listing, Order, Rows
from app.kernel.permissions import Role
from app.kernel.search import matches
from app.kernel.text import Message
from app.projects.models import Project, ProjectAccess

LIST = Listing(
    Grant.id,
    {
        "username": Order(Message("User name"), User.username, jumps="letter"),
        "role": Order(Message("By role"), Grant.role),
    },
    "username",
)
_Deputy, _DeputyPerson, _Scope = lasting_alias(User), lasting_alias(Person), lasting_alias(Unit)


class ReviewFilters(BaseModel):
    """What the review of access can be narrowed to."""

    model_config = ConfigDict(extra="ignore")

    q: OptionalLine = None
    role: Role | None = None
    active: bool = False
    unreviewed: bool = False


def listing(filters: ReviewFilters) -> Rows:
    """One row for each role of each user, those that have ended too as long as they stand."""
    found = (
        select(*COLUMNS.values())
        .join(User, User.id == Grant.user_id)
        .join(Person, Person.id == User.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(_Scope, _Scope.id == Grant.unit_id)
        .outerjoin(_Deputy, _Deputy.id == Grant.deputy_id)
        .outerjoin(_DeputyPerson, _DeputyPerson.id == _Deputy.person_id)
    )
    if filters.role:
        found = found.where(Grant.role == filters.role)
    if filters.q:
        found = found.where(matches(Person.search, filters.q) | User.username.startswith(filters.q.lower()))
    if filters.active:
        found = found.where(User.is_active)
    if filters.unreviewed:
        found = found.where(Grant.reviewed_at.is_(None))
    return found


def _last_sign_in() -> ScalarSelect[Any]:
    """The newest one: found from the end of the user's own entries."""
    entries = select(AuditEntry.at).where(AuditEntry.actor_id == User.id, AuditEntry.action == "account.sign_in")
    return entries.order_by(AuditEntry.at.desc()).limit(1).correlate(User).scalar_subquery()


_HAS_FACTOR = exists().where(SecondFactor.user_id == User.id, SecondFactor.confirmed_at.is_not(None))
#: What a row holds, by the name under which the page and the file know it.
COLUMNS: dict[str, Any] = {
    "id": Grant.id.label("id"),
    "user_id": User.id.label("user_id"),
    "username": User.username.label("username"),
    "is_active": User.is_active.label("is_active"),
    "name": Person.name.label("name"),
    "name_en": Person.name_en.label("name_en"),
    "unit_zh": Unit.name_zh.label("unit_zh"),
    "unit_en": Unit.name_en.label("unit_en"),
    "role": Grant.role.label("role"),
    "scope": Grant.scope.label("scope"),
    "scope_zh": _Scope.name_zh.label("scope_zh"),
    "scope_en": _Scope.name_en.label("scope_en"),
    "until": Grant.until.label("until"),
    "deputy": _DeputyPerson.name.label("deputy"),
    "deputy_from": Grant.deputy_from.label("deputy_from"),
    "deputy_until": Grant.deputy_until.label("deputy_until"),
    "used_on": Grant.used_on.label("used_on"),
    "signed_in_at": _last_sign_in().label("signed_in_at"),
    "has_factor": case((_HAS_FACTOR, "yes"), else_="no").label("has_factor"),
    "reviewed_at": Grant.reviewed_at.label("reviewed_at"),
    "reviewed_by_id": Grant.reviewed_by_id.label("reviewed_by_id"),
}


def reviewers(ids: Sequence[int | None]) -> dict[int, Person]:
    """Who reviewed, by user."""
    wanted = {user_id for user_id in ids if user_id}
    found = select(User.id, Person).join(Person, Person.id == User.person_id).where(User.id.in_(wanted))
    return dict(db.session.execute(found).all())


def let_in() -> Sequence[Any]:
    """Everybody on an access list today, each project by its codename and nothing else."""
    found = (
        select(Project.codename, User.id, Person.name, Person.name_en, ProjectAccess.until, ProjectAccess.granted_at)
        .join(Project, Project.id == ProjectAccess.project_id)
        .join(User, User.id == ProjectAccess.user_id)
        .join(Person, Person.id == User.person_id)
        .where(or_(ProjectAccess.until.is_(None), ProjectAccess.until >= clock.today()))
    )
    return db.session.execute(found.order_by(Project.codename, Person.name)).all()
