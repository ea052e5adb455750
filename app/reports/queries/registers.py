"""Registers (台账) of a period: meetings held, activities, follow-ups, each from the list of its room."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from app.activities import queries as activities
from app.activities.queries import ActivityFilters
from app.enterprises.models import Enterprise
from app.kernel.fields import OptionalDay, OptionalLine, OptionalRecordId
from app.kernel.listing import Listing, Rows
from app.kernel.permissions import Actor
from app.kernel.tabular import Column
from app.kernel.text import Message
from app.meetings.models import FollowUp, MeetingStatus
from app.meetings.queries import follow_ups, meetings, promised, register
from app.meetings.queries.meetings import MeetingFilters
from app.projects.models import Project
from app.reports import rules
from app.reports.rules import Period


def _is_period(code: str | None) -> str | None:
    if code:
        rules.whole(code)
    return code


class RegisterFilters(BaseModel):
    """The period by its code, or days that stand instead; the unit whose records they are."""

    model_config = ConfigDict(extra="ignore")

    period: Annotated[OptionalLine, AfterValidator(_is_period)] = None
    since: OptionalDay = None
    until: OptionalDay = None
    unit: OptionalRecordId = None


@dataclass(frozen=True)
class Register:
    """A register: what it is called, which days count, its rows in order and its columns."""

    name: Message
    counts: Message
    listing: Listing
    order: str
    rows: Callable[[Actor, Period, int | None], Rows]
    columns: Callable[[str], Sequence[Column]]


def _meetings(actor: Actor, period: Period, unit: int | None) -> Rows:
    wanted = MeetingFilters(since=period.first, until=period.last, status=MeetingStatus.HELD, unit=unit)
    return meetings.listing(actor, wanted)


def _activities(actor: Actor, period: Period, unit: int | None) -> Rows:
    return activities.listing(actor, ActivityFilters(since=period.first, until=period.last, unit=unit))


def _follow_ups(actor: Actor, period: Period, unit: int | None) -> Rows:
    """By the first day on which it was due, which never moves: so the register of a quarter stays what it was."""
    found = follow_ups.visible_to(actor).where(
        FollowUp.archived_at.is_(None), FollowUp.first_due_on.between(period.first, period.last)
    )
    if unit:
        found = found.where(FollowUp.unit_id == unit)
    named = found.outerjoin(Enterprise, Enterprise.id == FollowUp.enterprise_id)
    return named.outerjoin(Project, Project.id == FollowUp.project_id).with_only_columns(FollowUp.id)


REGISTERS: Mapping[str, Register] = {
    "meetings": Register(
        Message("Register of meetings"),
        Message("Meetings held in the period."),
        meetings.LIST,
        "oldest",
        _meetings,
        register.columns,
    ),
    "activities": Register(
        Message("Register of activities"),
        Message("Activities that took place in the period, if only in part."),
        activities.LIST,
        "oldest",
        _activities,
        activities.columns,
    ),
    "follow_ups": Register(
        Message("Register of follow-ups"),
        Message("Promises of both sides that were first due in the period, whatever became of them."),
        follow_ups.LIST,
        "due",
        _follow_ups,
        promised.columns,
    ),
}
