"""The world of a brief: a group with its head, people, promises of both sides, projects, a policy, on 15 July 2022."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.enterprises import service as enterprises
from app.enterprises.models import Contact, Enterprise
from app.enterprises.schemas import ContactDraft, EnterpriseDraft
from app.kernel import clock
from app.kernel.permissions import Actor, Role
from app.meetings import service as meetings
from app.meetings.models import Meeting
from app.meetings.schemas import FollowUpRow, MeetingDraft
from app.policies import service as policies
from app.policies.schemas import PolicyDraft
from app.projects import service as projects
from app.projects.models import Project
from app.projects.schemas import ProjectDraft
from app.vocabularies.models import Sector
from tests.support.people import Cast

TODAY = date(2022, 7, 15)


@dataclass
class World:
    """Whom a brief is about."""

    officer: Actor
    group: Enterprise
    firm: Enterprise
    chairman: Contact
    park: Project
    held: Meeting

    def log(self, **more: object) -> Meeting:
        """A meeting with the daughter."""
        said = {"enterprises": (self.firm.id,), "text": "深化医疗器械合作", "title": "拜访"}
        return meetings.log(self.officer, MeetingDraft.model_validate(said | more))

    def project(self, name: str, **more: object) -> Project:
        said = {"name_zh": name, "enterprise_id": self.firm.id, "total_fen": "3亿"}
        return projects.create(self.officer, ProjectDraft.model_validate(said | more))


@pytest.fixture
def world(cast: Cast, session: Session) -> World:
    clock.freeze(datetime(2022, 7, 15, 2, 30, tzinfo=UTC))
    officer = cast.actor(Role.OFFICER, name="段若溪")
    sector = session.scalars(select(Sector.id).where(Sector.parent_id.is_(None)).order_by(Sector.id)).first()
    group = enterprises.create(officer, EnterpriseDraft(name_zh="中国医药集团有限公司", name_en="CNPGC"))
    draft = EnterpriseDraft(name_zh="国药控股云南有限公司", parent_id=group.id, sector_ids=(sector,))
    firm = enterprises.create(officer, draft)
    person = ContactDraft(enterprise_id=firm.id, name="管朝晖", title_zh="总经理", phone="13800001234")
    chairman = enterprises.create_contact(officer, person)
    paper = PolicyDraft(
        title_zh="生物医药支持政策", issuer_zh="管委会", level="area", issued_on=date(2021, 8, 1), sectors=(sector,)
    )
    policies.create(cast.actor(Role.POLICY_OFFICER), paper)
    made = World(officer, group, firm, chairman, None, None)  # type: ignore[arg-type]
    made.park = made.project("医药健康产业园")
    late = TODAY - timedelta(days=4)
    made.held = made.log(
        day=TODAY - timedelta(days=10),
        projects=(made.park.id,),
        theirs=(chairman.id,),
        follow_ups=(
            FollowUpRow(text="办结消防备案", due_on=late),
            FollowUpRow(text="报送企业名单", side="enterprise", counterpart=chairman.id),
        ),
    )
    return made
