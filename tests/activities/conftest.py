"""The world of a tour: one enterprise, a project found and another to be signed, on 15 July 2022."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.activities import service
from app.activities.models import Activity
from app.activities.schemas import ActivityDraft
from app.enterprises import service as enterprises
from app.enterprises.models import Enterprise
from app.enterprises.schemas import EnterpriseDraft
from app.kernel import clock
from app.kernel.permissions import Actor, Role
from app.meetings import service as meetings
from app.meetings.models import Meeting
from app.meetings.schemas import MeetingDraft
from app.projects import service as projects
from app.projects.models import Project
from app.projects.schemas import ProjectDraft
from tests.support.people import Cast

TODAY = date(2022, 7, 15)


@dataclass
class World:
    """Who and what an activity can be about."""

    officer: Actor
    leader: Person
    sinopharm: Enterprise
    park: Project
    base: Project
    meeting: Meeting

    def create(self, **more: object) -> Activity:
        """A tour to Shanghai, or what is said of it otherwise."""
        said = {"title": "赴上海招商", "kind": "tour", "begins_on": TODAY, "enterprises": (self.sinopharm.id,)}
        return service.create(self.officer, ActivityDraft.model_validate(said | more))

    def project(self, name: str, **more: object) -> Project:
        draft = {"name_zh": name, "enterprise_id": self.sinopharm.id} | more
        return projects.create(self.officer, ProjectDraft.model_validate(draft))


@pytest.fixture
def world(cast: Cast, session: Session) -> World:
    clock.freeze(datetime(2022, 7, 15, 2, 30, tzinfo=UTC))
    officer = cast.actor(Role.OFFICER, name="段若溪")
    leader = cast.user(Role.MANAGER, unit="bureau", name="段景川", order=1).person
    sinopharm = enterprises.create(officer, EnterpriseDraft(name_zh="国药控股股份有限公司", short_name="国药控股"))
    park, base = (
        projects.create(officer, ProjectDraft(name_zh=name, enterprise_id=sinopharm.id, total_fen="3亿"))
        for name in ("医药健康产业园", "血液制品基地")
    )
    meeting = meetings.log(officer, MeetingDraft(enterprises=(sinopharm.id,), text="参观总部", title="拜访国药控股"))
    return World(officer, leader, sinopharm, park, base, meeting)
