"""Loading task forces, weekly progress and the instructions to it."""

from datetime import date, datetime, time
from typing import Any

from app.accounts.schemas import MemberRow, TaskForceDraft
from app.accounts.service import task_forces
from app.kernel import clock
from app.kernel.db import db
from app.meetings import service as meetings
from app.meetings.schemas import FollowUpDraft
from app.projects import service as projects
from app.projects.models import Instruction, Project, WeeklyProgress
from app.projects.rules import Week
from app.sample.service.world import World, only, read


def load(world: World) -> None:
    """Task forces with their projects, then the weeks that the world knows of, then what leaders said to them."""
    tables = read("weekly")
    for row in tables["task_force"]:
        _set_up(world, row)
    for row in tables["progress"]:
        if row["project"] in world.projects and _written_on(world, row) <= world.time.until:
            _write(world, row)
    for row in tables["instruction"]:
        if row["project"] in world.projects and _written_on(world, row) <= world.time.until:
            _instruct(world, row)
    projects.note_contact(world.actor("officer"), list(world.projects.values()))


def _set_up(world: World, row: dict[str, Any]) -> None:
    members = tuple(MemberRow(person_id=world.people[it["person"]], role=it["role"]) for it in row["members"])
    draft = TaskForceDraft(**only(row, "name_zh", "name_en"), chief_id=world.people.get(row["chief"]), members=members)
    made = task_forces.create(world.actor("manager"), draft)
    for key in row["projects"]:
        if key in world.projects:
            db.session.get_one(Project, world.projects[key]).task_force_id = made.id


def _week(world: World, row: dict[str, Any]) -> Week:
    return Week.of(world.time.today).later(row["week"])


def _written_on(world: World, row: dict[str, Any]) -> date:
    """The Thursday of the week, in the present one the last day that the world knows."""
    week = _week(world, row)
    thursday = date.fromordinal(week.monday.toordinal() + 3)
    return max(min(thursday, world.time.until), week.monday)


def _write(world: World, row: dict[str, Any]) -> None:
    """Past the service, which writes this week and the last one of the clock only."""
    week = _week(world, row)
    project = db.session.get_one(Project, world.projects[row["project"]])
    written_on = _written_on(world, row)
    db.session.add(
        WeeklyProgress(
            project_id=project.id,
            monday=week.monday,
            **only(row, "progress", "problems", "coordination"),
            department_id=world.units.get(row.get("department", "")),
            next_step=project.next_step,
            next_due_on=project.next_due_on,
            written_by_id=world.users[row["by"]].id,
            written_on=written_on,
            created_at=_noon(written_on),
            updated_at=_noon(written_on),
        )
    )


def _instruct(world: World, row: dict[str, Any]) -> None:
    actor = world.actor(row["by"])
    project = db.session.get_one(Project, world.projects[row["project"]])
    due_on, given_at = world.time.day(row["due"]) or world.time.today, _noon(_written_on(world, row))
    draft = FollowUpDraft(
        text=row["text"],
        source="instruction",
        project_id=project.id,
        owner_id=project.officer.person_id,
        due_on=due_on,
    )
    follow_up = meetings.promise(actor, draft, is_sample=True)
    follow_up.created_at = follow_up.updated_at = given_at
    db.session.add(
        Instruction(
            project_id=project.id,
            monday=_week(world, row).monday,
            text=row["text"],
            due_on=due_on,
            by_id=actor.id,
            at=given_at,
            follow_up_id=follow_up.id,
        )
    )


def _noon(day: date) -> datetime:
    return clock.at_park(datetime.combine(day, time(12)))
