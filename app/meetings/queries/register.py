"""The register of meetings (对接台账): its columns, each a piece of SQL beside the list's statement."""

from typing import Any

from sqlalchemy import Select, func, select

from app.accounts.models import Person, Unit, User
from app.enterprises.models import Contact, Enterprise
from app.kernel.tabular import Column, Kind
from app.kernel.text import Message
from app.meetings.models import (
    FollowUp,
    FollowUpStatus,
    Meeting,
    MeetingEnterprise,
    MeetingOurs,
    MeetingProject,
    MeetingTheirs,
)
from app.meetings.queries.meetings import STATUS_NAMES, promised
from app.projects.models import Project
from app.vocabularies import queries as vocabularies


def columns(locale: str) -> list[Column]:
    """The register of meetings as it leaves the house."""
    english = locale == "en"
    return [
        Column(Message("Starts"), Meeting.starts_at, Kind.MOMENT),
        Column(Message("Title"), Meeting.title),
        Column(Message("Enterprises"), _joined(_enterprise_names())),
        Column(Message("Projects"), _joined(_project_names())),
        Column(Message("Mode"), Meeting.mode, Kind.WORD, vocabularies.words("meeting_mode", locale)),
        Column(Message("Level"), Meeting.level, Kind.WORD, vocabularies.words("meeting_level", locale)),
        Column(Message("Direction"), Meeting.direction, Kind.WORD, vocabularies.words("meeting_direction", locale)),
        Column(Message("Place"), Meeting.place),
        Column(Message("Our side"), _joined(_our_names())),
        Column(Message("Their side"), _joined(_their_names())),
        Column(Message("Topics"), Meeting.topics),
        Column(Message("What was said"), Meeting.text),
        Column(Message("Status"), Meeting.status, Kind.WORD, STATUS_NAMES),
        Column(Message("Follow-ups"), promised(), Kind.COUNT),
        Column(Message("Open follow-ups"), promised(FollowUp.status == FollowUpStatus.OPEN), Kind.COUNT),
        Column(Message("Logged by"), _logged_by()),
        Column(Message("Unit"), _unit_name(english=english)),
    ]


def _joined(names: Select[str]) -> Any:
    """A column of names as one text, in a fixed order."""
    ordered = names.correlate(Meeting).subquery()
    return select(func.aggregate_strings(ordered.c.name, "、")).scalar_subquery()


def _enterprise_names() -> Select[str]:
    return (
        select(Enterprise.name_zh.label("name"))
        .join(MeetingEnterprise, MeetingEnterprise.enterprise_id == Enterprise.id)
        .where(MeetingEnterprise.meeting_id == Meeting.id)
        .order_by(Enterprise.id)
    )


def _project_names() -> Select[str]:
    return (
        select(Project.name_zh.label("name"))
        .join(MeetingProject, MeetingProject.project_id == Project.id)
        .where(MeetingProject.meeting_id == Meeting.id)
        .order_by(Project.id)
    )


def _our_names() -> Select[str]:
    return (
        select(Person.name.label("name"))
        .join(MeetingOurs, MeetingOurs.person_id == Person.id)
        .where(MeetingOurs.meeting_id == Meeting.id)
        .order_by(MeetingOurs.position)
    )


def _their_names() -> Select[str]:
    return (
        select(Contact.name.label("name"))
        .join(MeetingTheirs, MeetingTheirs.contact_id == Contact.id)
        .where(MeetingTheirs.meeting_id == Meeting.id)
        .order_by(MeetingTheirs.position)
    )


def _logged_by() -> Any:
    return (
        select(Person.name)
        .join(User, User.person_id == Person.id)
        .where(User.id == Meeting.logged_by_id)
        .correlate(Meeting)
        .scalar_subquery()
    )


def _unit_name(*, english: bool) -> Any:
    name = func.coalesce(func.nullif(Unit.name_en, ""), Unit.name_zh) if english else Unit.name_zh
    return select(name).where(Unit.id == Meeting.unit_id).correlate(Meeting).scalar_subquery()
