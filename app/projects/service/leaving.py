"""Handing over the projects of somebody who leaves: as officer, as next in turn, as one of a team."""

from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, and_, func, select

from app.accounts.models import User
from app.audit import service as audit
from app.kernel import clock
from app.kernel.db import db
from app.kernel.leaving import ON_LEAVE, Belonging, Belongings, Colleague
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.projects import queries
from app.projects.models import Project, ProjectMember, Stage
from app.projects.service.records import dated_facts, keep_facts, touch
from app.projects.service.telling import tell_new_officer

Having = Callable[[Colleague], ColumnElement[bool]]
Move = Callable[[Actor, Colleague, Colleague], int]


def _leads(leaver: Colleague) -> ColumnElement[bool]:
    return and_(Project.officer_id == leaver.user_id, Project.stage == Stage.LEAD)


def _projects(leaver: Colleague) -> ColumnElement[bool]:
    return and_(Project.officer_id == leaver.user_id, Project.stage != Stage.LEAD)


def _steps(leaver: Colleague) -> ColumnElement[bool]:
    return and_(Project.next_owner_id == leaver.user_id, Project.officer_id != leaver.user_id)


def _teams(leaver: Colleague) -> ColumnElement[bool]:
    of_team = select(ProjectMember.project_id).where(ProjectMember.user_id == leaver.user_id)
    return Project.id.in_(of_team)


def _count(condition: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count(Project.id)).where(condition)) or 0


def _shown(actor: Actor, condition: ColumnElement[bool]) -> Sequence[Belonging]:
    found = queries.visible_to(actor).where(condition).order_by(Project.code)
    return [
        Belonging(project.name_zh, "projects.show", {"project_id": project.id}, project.code)
        for project in db.session.scalars(found)
    ]


def _all(condition: ColumnElement[bool]) -> Sequence[Project]:
    """Every project of this kind, those too that the actor may not see: they must not be left without anybody."""
    return db.session.scalars(select(Project).where(condition).order_by(Project.id)).all()


def _take_over(actor: Actor, found: Sequence[Project], heir: Colleague, leaver: Colleague) -> int:
    """The officer changes, from today on, and with them whose turn it is."""
    for project in found:
        before = dated_facts(project)
        project.officer_id = heir.user_id
        if project.next_owner_id == leaver.user_id:
            project.next_owner_id = heir.user_id
        keep_facts(actor, project, before, dated_facts(project), clock.today())
        _done(actor, project)
        tell_new_officer(actor, project)
    return len(found)


def _move_leads(actor: Actor, leaver: Colleague, heir: Colleague) -> int:
    return _take_over(actor, _all(_leads(leaver)), heir, leaver)


def _move_projects(actor: Actor, leaver: Colleague, heir: Colleague) -> int:
    return _take_over(actor, _all(_projects(leaver)), heir, leaver)


def _move_steps(actor: Actor, leaver: Colleague, heir: Colleague) -> int:
    found = _all(Project.next_owner_id == leaver.user_id)
    for project in found:
        project.next_owner_id = heir.user_id
        _done(actor, project)
    return len(found)


def _move_teams(actor: Actor, leaver: Colleague, heir: Colleague) -> int:
    found = _all(_teams(leaver))
    taking = db.session.get_one(User, heir.user_id)
    for project in found:
        project.team = [member for member in project.team if member.id not in {leaver.user_id, heir.user_id}]
        project.team.append(taking)
        _done(actor, project, team_ids=[member.id for member in project.team])
    return len(found)


def _done(actor: Actor, project: Project, **details: object) -> None:
    touch(project)
    audit.record(actor, "project.hand_over", project, **details)


def _offer(name: str, label: Message, icon: str, having: Having, move: Move) -> None:
    ON_LEAVE.plug(name)(
        Belongings(
            label=label,
            icon=icon,
            count=lambda leaver: _count(having(leaver)),
            shown=lambda actor, leaver: _shown(actor, having(leaver)),
            move=move,
        )
    )


_offer("leads", Message("Leads"), "bulb", _leads, _move_leads)
_offer("projects", Message("Projects as officer"), "layout-kanban", _projects, _move_projects)
_offer("next_steps", Message("Next steps of others’ projects"), "player-track-next", _steps, _move_steps)
_offer("teams", Message("Places in project teams"), "users", _teams, _move_teams)
