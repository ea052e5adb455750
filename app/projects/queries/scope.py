"""Who sees which projects fully: the one rule about confidentiality, and the single records it lets through.

What others may know of a masked project stands in `masked`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    and_,
    false,
    literal_column,
    not_,
    or_,
    select,
    true,
    union,
    union_all,
)
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.accounts.models import Person, TaskForce, Unit, User
from app.enterprises.models import Enterprise
from app.kernel import clock
from app.kernel.db import Model, db, lasting_alias
from app.kernel.errors import NotFound
from app.kernel.listing import Rows
from app.kernel.permissions import Actor, Can, Role
from app.kernel.search import few, matches
from app.kernel.sight import kept_today
from app.projects import rules
from app.projects.models import Disclosure, Project, ProjectAccess, ProjectInvestor, ProjectMember
from app.vocabularies.models import Sector

#: The project that another record is about, for an EXISTS that asks about it. One for all rooms, since each would take
#: 400 KiB; two such EXISTS may stand side by side, but never one within the other, where they would be one project.
LinkedProject = lasting_alias(Project)

_LINKED: Mapping[str, type[Model]] = {
    "sector_id": Sector,
    "park_id": Unit,
    "unit_id": Unit,
    "lead_unit_id": Unit,
    "task_force_id": TaskForce,
    "officer_id": User,
    "next_owner_id": User,
    "sponsor_id": Person,
}

#: "Every project", which the database need not look at one by one to learn that none is hidden. SQLAlchemy would take
#: its own `false()`, the opposite of `true()`, for a whole condition and drop the joins that stand beside it.
_ALL: ColumnElement[bool] = literal_column("(1 = 1)", Boolean)


@kept_today
def visible_clause(actor: Actor, project: Any = Project) -> ColumnElement[bool]:
    """The rule "the actor may see this project fully", for any WHERE, aggregates and aliases included.

    An open project is for everybody with the right. A confidential one is for its officer, its team and those on
    its access list; a masked one also for whoever's right to confidential work reaches its unit. One for the team
    only counts no reach but a manager's or an auditor's.
    """
    if not actor.may(Can.SEE_PROJECTS):
        return false()
    reach = rules.reach_of(actor, tuple(Role), Can.SEE_CONFIDENTIAL)
    leading = rules.reach_of(actor, (Role.MANAGER, Role.AUDITOR), Can.SEE_CONFIDENTIAL)
    if reach is None and leading is None:
        return _ALL
    masked, team = _within(reach, project), _within(leading, project)
    return or_(
        project.disclosure == Disclosure.OPEN,
        project.officer_id.in_(actor.user_ids),
        project.id.in_(_named_on(actor)),
        and_(project.disclosure == Disclosure.MASKED, masked),
        and_(project.disclosure == Disclosure.TEAM, team),
    )


def hidden_clause(actor: Actor, project: Any = Project) -> ColumnElement[bool]:
    """The opposite of `visible_clause`: what is linked to such a project is hidden with it."""
    return not_(visible_clause(actor, project))


def _named_on(actor: Actor) -> CompoundSelect[int]:
    """The ids of the projects whose team the actor is in, or whose access list names the actor today."""
    until = ProjectAccess.until
    is_in_force = or_(until.is_(None), until >= clock.today())
    let_in = select(ProjectAccess.project_id).where(ProjectAccess.user_id.in_(actor.user_ids), is_in_force)
    return union_all(member_of(actor), let_in.correlate(None))


def member_of(actor: Actor) -> Select[int]:
    return select(ProjectMember.project_id).where(ProjectMember.user_id.in_(actor.user_ids)).correlate(None)


def works_on(actor: Actor, project: Any = Project) -> ColumnElement[bool]:
    """The actor is the project's officer or of its team."""
    return or_(project.officer_id.in_(actor.user_ids), project.id.in_(member_of(actor)))


def is_own(actor: Actor) -> ColumnElement[bool]:
    """`works_on` for lists of the actor's projects: their ids are found first, by index, and only they are read."""
    officer = select(Project.id).where(Project.officer_id.in_(actor.user_ids)).correlate(None)
    return Project.id.in_(union(officer, member_of(actor)))


def answers_for(actor: Actor, project: Any = Project) -> ColumnElement[bool]:
    """`rules.may_edit` in SQL: the actor works on the project or leads its unit."""
    if not actor.may(Can.EDIT_PROJECTS):
        return false()
    leads = _within(rules.reach_of(actor, (Role.HEAD, Role.MANAGER), Can.EDIT_PROJECTS), project)
    return or_(works_on(actor, project), leads)


def _within(units: frozenset[int] | None, project: Any) -> ColumnElement[bool]:
    if units is None:
        return true()
    return project.unit_id.in_(sorted(units)) if units else false()


def visible_to(actor: Actor) -> Select[Project]:
    """Projects that the actor may see fully, archived ones too."""
    return select(Project).where(visible_clause(actor))


def find(actor: Actor, project_id: int) -> Project | None:
    """A project with everything its page names, or None when there is none that the actor may see."""
    found = visible_to(actor).where(Project.id == project_id)
    return db.session.scalar(
        found.options(
            joinedload(Project.enterprise),
            joinedload(Project.company),
            joinedload(Project.sector),
            joinedload(Project.park),
            joinedload(Project.unit),
            joinedload(Project.lead_unit),
            joinedload(Project.sponsor),
            joinedload(Project.task_force),
            joinedload(Project.officer).joinedload(User.person),
            joinedload(Project.next_owner).joinedload(User.person),
            selectinload(Project.investors),
            selectinload(Project.team).joinedload(User.person),
            selectinload(Project.milestones),
        )
    )


def get(actor: Actor, project_id: int) -> Project:
    """`find`, or NotFound: a hidden project answers exactly like a missing one."""
    project = find(actor, project_id)
    if project is None:
        raise NotFound
    return project


def named(actor: Actor, ids: Sequence[int]) -> dict[int, Row[Any]]:
    """Id, code and names of those of the projects that exist and the actor may see, by id."""
    found: Rows = select(Project.id, Project.code, Project.name_zh, Project.name_en)
    return {row.id: row for row in db.session.execute(found.where(visible_clause(actor), Project.id.in_(ids)))}


def options(actor: Actor, text: str, *, enterprise_id: int | None = None, limit: int = 12) -> Sequence[Row[Any]]:
    """Projects for a picker, by their own or their enterprise's name; without a text the last changed ones.

    With an enterprise only those of its group: a company in Shanghai is met about what its daughter builds here.
    """
    found: Rows = (
        select(
            Project.id,
            Project.code,
            Project.name_zh,
            Project.name_en,
            Project.stage,
            Enterprise.name_zh.label("enterprise_zh"),
            Enterprise.name_en.label("enterprise_en"),
        )
        .join(Enterprise, Enterprise.id == Project.enterprise_id)
        .where(visible_clause(actor), Project.archived_at.is_(None))
        .order_by(Project.updated_at.desc(), Project.id.desc())
    )
    if text.strip():
        found = found.where(is_called(text) if enterprise_id else _is_likely(text))
    if enterprise_id:
        found = found.where(Project.enterprise_id.in_(_group_of(enterprise_id)))
    return db.session.execute(found.limit(limit)).all()


def _group_of(enterprise_id: int) -> Select[int]:
    kin = aliased(Enterprise)
    root = select(kin.root_id).where(kin.id == enterprise_id).scalar_subquery()
    member = aliased(Enterprise)
    return select(member.id).where(or_(member.id == enterprise_id, member.root_id == root))


def concerns(enterprise_ids: Sequence[int]) -> ColumnElement[bool]:
    """One of the enterprises is the main one, the project company or an investor."""
    return Project.id.in_(
        union(
            select(Project.id).where(Project.enterprise_id.in_(enterprise_ids)).correlate(None),
            select(Project.id).where(Project.company_id.in_(enterprise_ids)).correlate(None),
            select(ProjectInvestor.project_id).where(ProjectInvestor.enterprise_id.in_(enterprise_ids)),
        )
    )


def is_called(text: str) -> ColumnElement[bool]:
    """The project's own names, its code, or its enterprise's names contain what was typed."""
    own = select(Project.id).where(matches(Project.search, text)).correlate(None)
    return Project.id.in_(union(own, _of(select(Enterprise.id).where(matches(Enterprise.search, text)))))


def _is_likely(text: str) -> ColumnElement[bool]:
    """`is_called`, for a short list to choose from: a few of each suffice."""
    return Project.id.in_(union(few(Project.search, text), _of(few(Enterprise.search, text))))


def _of(enterprises: Select[int]) -> Select[int]:
    return select(Project.id).where(Project.enterprise_id.in_(enterprises)).correlate(None)


def first_missing(values: Mapping[str, Any]) -> str | None:
    """The first field that points at a record which does not exist."""
    for field, model in _LINKED.items():
        if values.get(field) is not None and db.session.get(model, values[field]) is None:
            return field
    return None


def users(ids: Sequence[int]) -> Sequence[User]:
    """Those of the users asked for who exist, with their persons."""
    return db.session.scalars(select(User).where(User.id.in_(ids)).options(joinedload(User.person))).all()
