"""The register of follow-ups: its columns, each a piece of SQL beside the list's statement."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from app.accounts.models import Person, Unit
from app.calendar import queries as calendar
from app.enterprises.models import Contact, Enterprise
from app.kernel import clock
from app.kernel.listing import ListQuery
from app.kernel.permissions import Actor
from app.kernel.tabular import Column, Kind
from app.kernel.text import Message
from app.meetings.models import (
    FollowUp,
    FollowUpMove,
    FollowUpNote,
    FollowUpStatus,
    FollowUpSupporter,
    FollowUpUnit,
)
from app.meetings.queries import follow_ups
from app.projects.models import Project
from app.vocabularies import queries as vocabularies


def list_columns(locale: str) -> list[Column]:
    """Those of the list's file: the register's, and how many working days late open ones are (`list_rows` counts)."""
    open_due = case((FollowUp.status == FollowUpStatus.OPEN, FollowUp.due_on))
    return [*columns(locale), Column(Message("Working days late"), open_due, Kind.COUNT)]


def list_rows(
    actor: Actor, filters: follow_ups.FollowUpFilters, columns: Sequence[Column], query: ListQuery
) -> Iterator[Sequence[Any]]:
    """The rows of the list's file, with the working days late in the last column in the place of the due day."""
    days, today = calendar.workdays(), clock.today()
    for row in follow_ups.LIST.export(follow_ups.listing(actor, filters), columns, query):
        yield (*row[:-1], days.late(row[-1], today) if row[-1] else None)


def columns(locale: str) -> list[Column]:
    """The register of follow-ups (督办台账) as it leaves the house."""
    english = locale == "en"
    return [
        Column(Message("Follow-up"), FollowUp.text),
        Column(Message("Side"), FollowUp.side, Kind.WORD, follow_ups.SIDE_NAMES),
        Column(Message("Source"), FollowUp.source, Kind.WORD, vocabularies.words("followup_source", locale)),
        Column(Message("Enterprise"), Enterprise.name_zh),
        Column(Message("Project"), Project.name_zh),
        Column(Message("Owner"), _name(Person.name, Person.id == FollowUp.owner_id)),
        Column(Message("Their person"), _name(Contact.name, Contact.id == FollowUp.counterpart_id)),
        Column(
            Message("Unit"),
            _name(
                func.coalesce(func.nullif(Unit.name_en, ""), Unit.name_zh) if english else Unit.name_zh,
                Unit.id == FollowUp.unit_id,
            ),
        ),
        Column(Message("First due on"), FollowUp.first_due_on, Kind.DAY),
        Column(Message("Due on"), FollowUp.due_on, Kind.DAY),
        Column(Message("Status"), FollowUp.status, Kind.WORD, follow_ups.STATUS_NAMES),
        Column(Message("Closed on"), FollowUp.closed_on, Kind.DAY),
        Column(Message("Closing note"), FollowUp.closing_note),
        Column(Message("Supervisor"), _name(Person.name, Person.id == FollowUp.supervisor_id)),
        Column(Message("Supporting people"), _joined(_supporters())),
        Column(Message("Supporting units"), _joined(_units(english=english))),
        Column(Message("Submitted on"), FollowUp.submitted_on, Kind.DAY),
        Column(Message("Due day moved"), _count_moves(), Kind.COUNT),
        Column(Message("Last progress"), _last_note()),
    ]


def _name(column: Any, where: ColumnElement[bool]) -> Any:
    return select(column).where(where).correlate(FollowUp).scalar_subquery()


def _joined(names: Select[str]) -> Any:
    """A column of names as one text, in a fixed order."""
    ordered = names.correlate(FollowUp).subquery()
    return select(func.aggregate_strings(ordered.c.name, "、")).scalar_subquery()


def _supporters() -> Select[str]:
    return (
        select(Person.name.label("name"))
        .join(FollowUpSupporter, FollowUpSupporter.person_id == Person.id)
        .where(FollowUpSupporter.follow_up_id == FollowUp.id)
        .order_by(Person.protocol_order, Person.id)
    )


def _units(*, english: bool) -> Select[str]:
    name = func.coalesce(func.nullif(Unit.name_en, ""), Unit.name_zh) if english else Unit.name_zh
    return (
        select(name.label("name"))
        .join(FollowUpUnit, FollowUpUnit.unit_id == Unit.id)
        .where(FollowUpUnit.follow_up_id == FollowUp.id)
        .order_by(Unit.position, Unit.id)
    )


def _count_moves() -> Any:
    moved = select(func.count(FollowUpMove.id)).where(FollowUpMove.follow_up_id == FollowUp.id)
    return moved.correlate(FollowUp).scalar_subquery()


def _last_note() -> Any:
    written = select(FollowUpNote.text).where(FollowUpNote.follow_up_id == FollowUp.id, FollowUpNote.text != "")
    return written.order_by(FollowUpNote.id.desc()).limit(1).correlate(FollowUp).scalar_subquery()
