"""A meeting's world: two enterprises, a contact, a project, a leader and an officer, on 15 July 2022."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Person, PersonPost, Unit
from app.enterprises import service as enterprises
from app.enterprises.models import Contact, Enterprise
from app.enterprises.schemas import ContactDraft, EnterpriseDraft
from app.kernel import clock
from app.kernel.permissions import Actor, Role
from app.kernel.text import search_terms
from app.projects import service as projects
from app.projects.models import Project
from app.projects.schemas import ProjectDraft
from tests.support.people import Cast

TODAY = date(2022, 7, 15)


@dataclass
class World:
    """Who and what a meeting can be about."""

    officer: Actor
    leader: Person
    sinopharm: Enterprise
    rainbow: Enterprise
    chairman: Contact
    park: Project


@pytest.fixture
def now() -> datetime:
    return datetime(2022, 7, 15, 2, 30, tzinfo=UTC)


@pytest.fixture
def world(cast: Cast, session: Session, now: datetime) -> World:
    clock.freeze(now)
    officer = cast.actor(Role.OFFICER, name="段若溪")
    return World(
        officer=officer,
        leader=_leader(session),
        sinopharm=enterprises.create(
            officer, EnterpriseDraft(name_zh="国药控股股份有限公司", name_en="Sinopharm Group", short_name="国药控股")
        ),
        rainbow=enterprises.create(officer, EnterpriseDraft(name_zh="云南彩虹生物科技有限公司")),
        chairman=_chairman(officer),
        park=projects.create(
            officer, ProjectDraft(name_zh="医药健康产业园", enterprise_id=_id_of("国药控股股份有限公司", officer))
        ),
    )


def _leader(session: Session) -> Person:
    """Director since 2020; before that the head of a bureau."""
    committee = Unit(name_zh="管委会", kind="committee")
    bureau = Unit(name_zh="经济发展局", kind="bureau")
    session.add_all([committee, bureau])
    session.flush()
    leader = Person(
        name="段景川", post_zh="主任", unit_id=committee.id, protocol_order=1, search=search_terms("段景川")
    )
    leader.posts = [
        PersonPost(unit_id=bureau.id, post_zh="局长", since=date(2016, 1, 1), until=date(2020, 1, 1)),
        PersonPost(unit_id=committee.id, post_zh="主任", since=date(2020, 1, 1)),
    ]
    session.add(leader)
    session.commit()
    return leader


def _chairman(officer: Actor) -> Contact:
    enterprise_id = _id_of("国药控股股份有限公司", officer)
    draft = ContactDraft(enterprise_id=enterprise_id, name="于清明", title_zh="董事长", since=date(2021, 3, 1))
    return enterprises.create_contact(officer, draft)


def _id_of(name: str, officer: Actor) -> int:
    return enterprises.find_or_create(officer, name).id
