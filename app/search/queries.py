"""Finding in every room at once. Each room looks with its own limit and inside the actor's sight."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.activities import queries as activities
from app.enterprises import queries as enterprises
from app.kernel import clock
from app.kernel.db import db
from app.kernel.permissions import Actor, Can
from app.kernel.search import few
from app.kernel.text import Message, is_clean
from app.meetings.models import Meeting
from app.meetings.queries import meetings
from app.parks import queries as parks
from app.policies import queries as policies
from app.projects import queries as projects


@dataclass(frozen=True)
class Hit:
    """One thing found: what it is, its names, a word beside them, and its page."""

    kind: Message
    icon: str
    name_zh: str
    name_en: str
    beside: str
    endpoint: str
    values: dict[str, int]


Source = Callable[[Actor, str, int], Iterator[Hit]]


def find(actor: Actor, text: str, limit: int) -> list[Hit]:
    """The first few of each kind: one statement per room. What no database can keep is nowhere."""
    if not is_clean(text):
        return []
    return [hit for right, source in _SOURCES if actor.may(right) for hit in source(actor, text, limit)]


def _enterprises(actor: Actor, text: str, limit: int) -> Iterator[Hit]:
    for row in enterprises.options(actor, text, limit):
        page = ("enterprises.show", {"enterprise_id": row.id})
        yield Hit(Message("Enterprise"), "building", row.name_zh, row.name_en, row.uscc or "", *page)


def _projects(actor: Actor, text: str, limit: int) -> Iterator[Hit]:
    for row in projects.options(actor, text, limit=limit):
        page = ("projects.show", {"project_id": row.id})
        yield Hit(Message("Project"), "layout-kanban", row.name_zh, row.name_en, row.code, *page)


def _contacts(actor: Actor, text: str, limit: int) -> Iterator[Hit]:
    for row in enterprises.contact_options(actor, text, limit=limit):
        page = ("contacts.show", {"contact_id": row.id})
        yield Hit(Message("Contact"), "address-book", row.name, row.name_en, _employer(row), *page)


def _meetings(actor: Actor, text: str, limit: int) -> Iterator[Hit]:
    called = few(Meeting.search, text, Meeting.archived_at.is_(None))
    found = meetings.visible_to(actor).with_only_columns(Meeting.id, Meeting.title, Meeting.starts_at)
    newest = found.where(Meeting.id.in_(called)).order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    for row in db.session.execute(newest.limit(limit)):
        page, day = ("meetings.show", {"meeting_id": row.id}), f"{clock.local(row.starts_at):%Y-%m-%d}"
        yield Hit(Message("Meeting record"), "message-2", row.title, "", day, *page)


def _activities(actor: Actor, text: str, limit: int) -> Iterator[Hit]:
    for row in activities.options(actor, text, limit):
        page = ("activities.show", {"activity_id": row.id})
        yield Hit(Message("Activity"), "flag", row.title, "", row.begins_on.isoformat(), *page)


def _policies(actor: Actor, text: str, limit: int) -> Iterator[Hit]:
    for row in policies.options(actor, text, limit):
        page = ("policies.show", {"policy_id": row.id})
        yield Hit(Message("Policy"), "rosette-discount-check", row.title_zh, row.title_en, row.number, *page)


def _sites(actor: Actor, text: str, limit: int) -> Iterator[Hit]:
    for row in parks.options(actor, text, limit=limit):
        page = ("parks.site", {"site_id": row.id})
        yield Hit(Message("Site"), "map-pin", row.name_zh, row.name_en, f"{row.code} · {row.park_zh}", *page)


def _employer(row: Any) -> str:
    return getattr(row, "enterprise_zh", "") or ""


_SOURCES: tuple[tuple[Can, Source], ...] = (
    (Can.SEE_ENTERPRISES, _enterprises),
    (Can.SEE_PROJECTS, _projects),
    (Can.SEE_ENTERPRISES, _contacts),
    (Can.SEE_MEETINGS, _meetings),
    (Can.SEE_MEETINGS, _activities),
    (Can.SEE_POLICIES, _policies),
    (Can.SEE_SITES, _sites),
)
