"""Task forces: people of several units who see some projects through."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person, TaskForce, TaskForceMember
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.histories import HISTORIES, History, Names, moment, record, text
from app.kernel.permissions import Actor, Can
from app.kernel.subjects import SUBJECTS, SubjectKind
from app.kernel.text import Message


def list_task_forces(*, with_dissolved: bool = False) -> Sequence[TaskForce]:
    """Task forces by name with their chiefs; the dissolved ones only where they are asked for."""
    found = select(TaskForce).options(joinedload(TaskForce.chief), selectinload(TaskForce.members))
    if not with_dissolved:
        found = found.where(TaskForce.archived_at.is_(None))
    return db.session.scalars(found.order_by(TaskForce.archived_at.is_not(None), TaskForce.id)).all()


def get_task_force(task_force_id: int) -> TaskForce:
    """A task force with its chief and its members; NotFound when there is none."""
    people = selectinload(TaskForce.members).joinedload(TaskForceMember.person).joinedload(Person.unit)
    found = select(TaskForce).where(TaskForce.id == task_force_id)
    task_force = db.session.scalar(found.options(joinedload(TaskForce.chief).joinedload(Person.unit), people))
    if task_force is None:
        raise NotFound
    return task_force


def task_forces_of(person_id: int) -> Sequence[TaskForce]:
    """The task forces in work that a person leads or belongs to."""
    belongs = exists().where(TaskForceMember.task_force_id == TaskForce.id, TaskForceMember.person_id == person_id)
    found = select(TaskForce).where(TaskForce.archived_at.is_(None), or_(TaskForce.chief_id == person_id, belongs))
    return db.session.scalars(found.order_by(TaskForce.id)).all()


def task_force_names(_actor: Actor, ids: Collection[int]) -> Mapping[int, Names]:
    """Task forces are known to the whole house."""
    found = select(TaskForce.id, TaskForce.name_zh, TaskForce.name_en).where(TaskForce.id.in_(ids))
    return {row.id: (row.name_zh, row.name_en) for row in db.session.execute(found)}


def _for_a_reader(actor: Actor, task_force_id: int) -> TaskForce:
    """The task force for whoever may see projects; NotFound for others."""
    if not actor.may(Can.SEE_PROJECTS):
        raise NotFound
    return get_task_force(task_force_id)


SUBJECTS.plug("task_forces")(
    SubjectKind(
        word=Message("Task force"),
        get=_for_a_reader,
        names=lambda task_force: (task_force.name_zh, task_force.name_en),
        endpoint="projects.task_force",
        key="task_force_id",
        may_change=lambda actor, _task_force: actor.may(Can.EDIT_TASK_FORCES),
    )
)
HISTORIES.plug("task_forces")(
    History(
        names=task_force_names,
        fields={
            "name_zh": text(Message("Chinese name")),
            "name_en": text(Message("English name")),
            "chief_id": record(Message("Chief"), "people"),
            "members": record(Message("Members"), "people"),
            "archived_at": moment(Message("Dissolved")),
        },
    )
)
