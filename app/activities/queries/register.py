"""The register of activities (招商活动台账): its columns, each a piece of SQL beside the list's statement."""

from typing import Any

from sqlalchemy import Select, func, select

from app.accounts.models import Person, Unit
from app.activities.models import (
    Activity,
    ActivityEnterprise,
    ActivityMeeting,
    ActivityPerson,
    ActivityResult,
    ResultKind,
)
from app.activities.queries.activities import counted
from app.enterprises.models import Enterprise
from app.kernel.tabular import Column, Kind
from app.kernel.text import Message
from app.projects.models import Project
from app.vocabularies import queries as vocabularies


def columns(locale: str) -> list[Column]:
    """The register of activities as it leaves the house."""
    return [
        Column(Message("Begins on"), Activity.begins_on, Kind.DAY),
        Column(Message("Ends on"), Activity.ends_on, Kind.DAY),
        Column(Message("Kind"), Activity.kind, Kind.WORD, vocabularies.words("activity_kind", locale)),
        Column(Message("Title"), Activity.title),
        Column(Message("Place"), Activity.place),
        Column(Message("Led by"), _leader()),
        Column(Message("Participants"), _joined(_people())),
        Column(Message("Enterprises met"), _joined(_enterprises())),
        Column(Message("Meetings"), counted(ActivityMeeting), Kind.COUNT),
        Column(Message("Leads"), _joined(_projects(ResultKind.LEAD))),
        Column(Message("Signings"), _joined(_projects(ResultKind.SIGNING))),
        Column(
            Message("Number of signings"),
            counted(ActivityResult, ActivityResult.kind == ResultKind.SIGNING),
            Kind.COUNT,
        ),
        Column(Message("Investment signed"), _signed(), Kind.MONEY),
        Column(Message("Itinerary"), Activity.itinerary),
        Column(Message("Results"), Activity.outcome),
        Column(Message("Unit"), _unit(locale)),
    ]


def _joined(names: Select[str]) -> Any:
    """A column of names as one text, in a fixed order."""
    ordered = names.correlate(Activity).subquery()
    return select(func.aggregate_strings(ordered.c.name, "、")).scalar_subquery()


def _leader() -> Any:
    return select(Person.name).where(Person.id == Activity.leader_id).correlate(Activity).scalar_subquery()


def _people() -> Select[str]:
    return (
        select(Person.name.label("name"))
        .join(ActivityPerson, ActivityPerson.person_id == Person.id)
        .where(ActivityPerson.activity_id == Activity.id)
        .order_by(ActivityPerson.position)
    )


def _enterprises() -> Select[str]:
    return (
        select(Enterprise.name_zh.label("name"))
        .join(ActivityEnterprise, ActivityEnterprise.enterprise_id == Enterprise.id)
        .where(ActivityEnterprise.activity_id == Activity.id)
        .order_by(Enterprise.id)
    )


def _projects(kind: ResultKind) -> Select[str]:
    return (
        select(Project.name_zh.label("name"))
        .join(ActivityResult, ActivityResult.project_id == Project.id)
        .where(ActivityResult.activity_id == Activity.id, ActivityResult.kind == kind)
        .order_by(Project.id)
    )


def _signed() -> Any:
    return (
        select(func.sum(Project.total_fen))
        .join(ActivityResult, ActivityResult.project_id == Project.id)
        .where(ActivityResult.activity_id == Activity.id, ActivityResult.kind == ResultKind.SIGNING)
        .correlate(Activity)
        .scalar_subquery()
    )


def _unit(locale: str) -> Any:
    name = func.coalesce(func.nullif(Unit.name_en, ""), Unit.name_zh) if locale == "en" else Unit.name_zh
    return select(name).where(Unit.id == Activity.unit_id).correlate(Activity).scalar_subquery()
