"""Writing the progress of a week, cell by cell."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.accounts import queries as accounts
from app.audit import service as audit
from app.kernel import clock
from app.kernel.db import command, db
from app.kernel.errors import Conflict, Invalid
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.projects import queries, rules
from app.projects.models import Project, WeeklyProgress
from app.projects.rules import Week
from app.projects.schemas import NextStepDraft, SameDraft, WeeklyDraft
from app.projects.service.contacts import note_contact
from app.projects.service.editing import set_next_step

_TEXTS = ("progress", "problems", "coordination")
_CELLS = (*_TEXTS, "department_id")
_STEP = ("next_step", "next_due_on")


@command
def write_week(actor: Actor, project_id: int, week: Week, draft: WeeklyDraft) -> WeeklyProgress | None:
    """Write the cells that the draft gives; the others stay. None where nothing is written for that week.

    What comes next is the project's own next step, and is changed there. Raises Conflict when somebody has written
    since the version that was seen.
    """
    project = _open(actor, project_id, week)
    given = draft.model_dump(exclude_unset=True)
    row = _row(project, week, draft.version)
    accounts.check_unit(draft.department_id, "department_id")
    if "next_step" in given or "next_due_on" in given:
        _set_step(actor, project, week, given, draft.project_version)
    cells = {name: given[name] if name == "department_id" else given[name] or "" for name in _CELLS if name in given}
    return _write(actor, project, week, row, cells)


@command
def same_as_before(actor: Actor, project_id: int, week: Week, draft: SameDraft) -> WeeklyProgress | None:
    """Fill the empty cells with what was last written before this week; Invalid when nothing ever was."""
    project = _open(actor, project_id, week)
    row = _row(project, week, draft.version)
    before = queries.weekly.written_before([project.id], week).get(project.id)
    if before is None:
        raise Invalid(Message("Nothing has been written about this project before."))
    cells = {name: getattr(before, name) for name in _CELLS if not (row and getattr(row, name))}
    return _write(actor, project, week, row, cells)


def _open(actor: Actor, project_id: int, week: Week) -> Project:
    """The project, if the actor may write about it for this week; others who do so now wait for each other."""
    project = queries.get(actor, project_id)
    rules.check_may_edit(actor, project)
    if project.archived_at:
        raise Invalid(Message("This project is archived. Restore it before you change it."))
    rules.check_open(week, clock.today())
    _take_turn(project)
    return project


def _take_turn(project: Project) -> None:
    db.session.execute(select(Project.id).where(Project.id == project.id).with_for_update())


def _row(project: Project, week: Week, seen: int) -> WeeklyProgress | None:
    row = queries.weekly.week_of(project, week)
    if (row.version if row else 0) != seen:
        raise Conflict(Message("Someone has written here since you opened this page. Compare, then save again."))
    return row


def _set_step(actor: Actor, project: Project, week: Week, given: Mapping[str, Any], version: int) -> None:
    if week != Week.of(clock.today()):
        raise Invalid.at("next_step", Message("What comes next is said in the present week."))
    wanted = {name: given.get(name, getattr(project, name)) for name in _STEP}
    if wanted["next_step"]:
        wanted["next_owner_id"] = project.next_owner_id
    elif given.get("next_due_on"):
        raise Invalid.at("next_step", Message("Say what comes next before its day."))
    if any((wanted[name] or None) != (getattr(project, name) or None) for name in _STEP):
        set_next_step(actor, project.id, NextStepDraft(**wanted, version=version))


def _write(
    actor: Actor, project: Project, week: Week, row: WeeklyProgress | None, cells: Mapping[str, Any]
) -> WeeklyProgress | None:
    """Put the cells into the week's row, which is made with its first text."""
    changed = {name: value for name, value in cells.items() if (value or None) != (getattr(row, name, None) or None)}
    if not changed:
        return row
    if row is None:
        row = WeeklyProgress(project_id=project.id, monday=week.monday)
        row.next_step, row.next_due_on = project.next_step, project.next_due_on
        db.session.add(row)
    for name, value in changed.items():
        setattr(row, name, value)
    row.written_by_id, row.written_on = actor.id, clock.today()
    db.session.flush()
    audit.record(actor, "project.week", project, week=str(week), **changed)
    note_contact(actor, [project.id])
    return row
