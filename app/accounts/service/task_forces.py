"""Setting up task forces, changing and dissolving them."""

from app.accounts import queries
from app.accounts.models import TaskForce, TaskForceMember
from app.accounts.schemas import TaskForceChange, TaskForceDraft
from app.audit import service as audit
from app.kernel import clock
from app.kernel import once as once_keys
from app.kernel.db import command, db
from app.kernel.errors import Invalid
from app.kernel.permissions import Actor
from app.kernel.text import Message

_NOBODY = Message("There is no such record. Choose one from the list.")


@command
def create(actor: Actor, draft: TaskForceDraft, *, once: str | None = None) -> TaskForce:
    """Set up a task force."""
    if made := once_keys.claim(actor, once):
        return queries.get_task_force(made)
    task_force = TaskForce()
    _fill(task_force, draft)
    db.session.add(task_force)
    db.session.flush()
    once_keys.settle(actor, once, task_force.id)
    audit.record(actor, "task_force.create", task_force, members=_people(task_force))
    return task_force


@command
def change(actor: Actor, task_force_id: int, draft: TaskForceChange) -> TaskForce:
    """Change a task force, dissolve it, or bring it back; its projects keep it either way."""
    task_force = queries.get_task_force(task_force_id)
    task_force.expect_version(draft.version)
    _fill(task_force, draft)
    if draft.is_dissolved != (task_force.archived_at is not None):
        task_force.archived_at = clock.now() if draft.is_dissolved else None
    audit.record(actor, "task_force.change", task_force, members=_people(task_force))
    return task_force


def _fill(task_force: TaskForce, draft: TaskForceDraft) -> None:
    known = queries.people([*(row.person_id for row in draft.members), draft.chief_id or 0])
    if draft.chief_id is not None and draft.chief_id not in known:
        raise Invalid.at("chief_id", _NOBODY)
    for number, row in enumerate(draft.members):
        if row.person_id not in known:
            raise Invalid.at(f"members.{number}.person_id", _NOBODY)
    task_force.name_zh, task_force.name_en = draft.name_zh, draft.name_en or ""
    task_force.chief_id = draft.chief_id
    present = {member.person_id: member for member in task_force.members}
    wanted = {row.person_id: row for row in draft.members}
    task_force.members = [present.get(person_id) or TaskForceMember(person_id=person_id) for person_id in wanted]
    for position, member in enumerate(task_force.members):
        member.role, member.position = wanted[member.person_id].role or "", position


def _people(task_force: TaskForce) -> list[int]:
    return [member.person_id for member in task_force.members]
