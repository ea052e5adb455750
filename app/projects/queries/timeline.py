"""What projects add to the timeline: moves between stages and milestones, on the days they took effect."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import InstrumentedAttribute

from app.accounts.models import Person, User
from app.kernel import clock
from app.kernel.db import db
from app.kernel.listing import Rows
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.kernel.timeline import TIMELINE, Entry, Subject
from app.projects import rules
from app.projects.models import MilestoneEvent, Project, Stage, StageChange
from app.projects.queries.scope import concerns, visible_clause
from app.projects.rules import Happening

_NOON = time(12)


@TIMELINE.plug("stage changes")
def stage_entries(actor: Actor, subject: Subject, before: datetime | None, limit: int) -> Sequence[Entry]:
    """Moves between stages."""
    found = _history(actor, subject, StageChange).add_columns(
        StageChange.effective_on.label("day"), StageChange.left, StageChange.entered
    )
    said = (
        (row, "stage", "flag", _stage_title(row.left, row.entered))
        for row in _newest(found, StageChange.effective_on, StageChange.id, before, limit)
    )
    return _entries(said, actor, subject, before, limit)


@TIMELINE.plug("milestones")
def milestone_entries(actor: Actor, subject: Subject, before: datetime | None, limit: int) -> Sequence[Entry]:
    """Milestones that happened or were withdrawn; plans stand on the project's page."""
    found = (
        _history(actor, subject, MilestoneEvent)
        .add_columns(MilestoneEvent.on.label("day"), MilestoneEvent.kind, MilestoneEvent.what)
        .where(MilestoneEvent.what != Happening.PLANNED)
    )
    said = (
        (row, "milestone", "check", _milestone_title(row))
        for row in _newest(found, MilestoneEvent.on, MilestoneEvent.id, before, limit)
    )
    return _entries(said, actor, subject, before, limit)


def _history(actor: Actor, subject: Subject, table: type[StageChange | MilestoneEvent]) -> Rows:
    """Rows of one history with what every entry says: the project, the note, who and when."""
    found = (
        select(
            table.at,
            table.note,
            Person.name.label("by_name"),
            Person.name_en.label("by_name_en"),
            Project.id.label("project_id"),
            Project.name_zh,
            Project.name_en,
            Project.track,
        )
        .join(Project, Project.id == table.project_id)
        .join(User, User.id == table.by_id)
        .join(Person, Person.id == User.person_id)
        .where(visible_clause(actor))
    )
    if subject.project_id is not None:
        return found.where(Project.id == subject.project_id)
    return found.where(concerns(subject.enterprise_ids))


def _newest(
    found: Rows,
    day: InstrumentedAttribute[Any],
    row_id: InstrumentedAttribute[int],
    before: datetime | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """The newest rows up to the day of an instant.

    Days are coarser than the instants by which a timeline pages: twice the limit leaves enough when those of the
    boundary day that were shown already are taken out.
    """
    if before:
        found = found.where(day <= clock.local(before).date())
    return db.session.execute(found.order_by(day.desc(), row_id.desc()).limit(2 * limit)).all()


def _entries(
    said: Iterator[tuple[Row[Any], str, str, Message]],
    actor: Actor,
    subject: Subject,
    before: datetime | None,
    limit: int,
) -> Sequence[Entry]:
    """Entries strictly before the instant; on an enterprise's timeline each names its project."""
    english = actor.locale == "en"
    entries = []
    for row, kind, icon, title in said:
        project = (row.name_en if english else "") or row.name_zh
        entry = Entry(
            at=_instant(row.day, row.at),
            kind=kind,
            icon=icon,
            title=title if subject.project_id else Message("%(project)s: %(what)s", project=project, what=title),
            text=row.note,
            by=(row.by_name_en if english else "") or row.by_name,
            endpoint="projects.show",
            values={"project_id": row.project_id},
        )
        if before is None or entry.at < before:
            entries.append(entry)
    return entries[:limit]


def _instant(day: date, recorded: datetime) -> datetime:
    """When something of a day stands on the timeline: when it was recorded, if that was the same day, else noon."""
    return recorded if clock.local(recorded).date() == day else clock.at_park(datetime.combine(day, _NOON))


def _stage_title(left: Stage | None, entered: Stage) -> Message:
    if left is None:
        return Message("Entered as %(stage)s", stage=rules.STAGE_NAMES[entered])
    return Message("%(left)s → %(entered)s", left=rules.STAGE_NAMES[left], entered=rules.STAGE_NAMES[entered])


def _milestone_title(row: Row[Any]) -> Message:
    name = rules.milestone_name(row.kind, row.track)
    if row.what == Happening.WITHDRAWN:
        return Message("%(milestone)s withdrawn", milestone=name)
    return name
