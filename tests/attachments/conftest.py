"""A record of each kind, and short ways to hand files in."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from app.attachments import service
from app.attachments.models import Attachment
from app.attachments.schemas import AttachmentDraft, Upload
from app.enterprises import service as enterprises
from app.enterprises.models import Enterprise
from app.enterprises.schemas import EnterpriseDraft
from app.kernel.permissions import Actor
from app.policies import service as policies
from app.policies.models import Policy
from app.policies.schemas import PolicyDraft
from app.projects import service as projects
from app.projects.models import Project
from app.projects.schemas import ProjectDraft
from tests.support.files import PDF
from tests.support.people import Cast


@dataclass
class World:
    """The officer who answers for all of it, an enterprise, an open project and one for its team only."""

    officer: Actor
    enterprise: Enterprise
    project: Project
    hidden: Project
    policy: Policy


HandIn = Callable[..., Attachment]


@pytest.fixture
def world(cast: Cast) -> World:
    officer = cast.actor("officer")
    enterprise = enterprises.create(officer, EnterpriseDraft(name_zh="国药控股云南有限公司"))
    policy = PolicyDraft(title_zh="支持政策", issuer_zh="管委会", level="area", issued_on=date(2021, 8, 13))
    return World(
        officer,
        enterprise,
        projects.create(officer, ProjectDraft(name_zh="医药健康产业园", enterprise_id=enterprise.id)),
        projects.create(
            officer,
            ProjectDraft(name_zh="不可见项目", enterprise_id=enterprise.id, disclosure="team", codename="春晓"),
        ),
        policies.create(cast.actor("policy_officer"), policy),
    )


@pytest.fixture
def hand_in(world: World) -> HandIn:
    """`hand_in(project.id, b"…")`: one file on a project, in the officer's name unless another is given."""

    def handed_in(
        project_id: int, content: bytes = PDF, name: str = "协议.pdf", *, actor: Actor | None = None, **said: object
    ) -> Attachment:
        draft = AttachmentDraft.model_validate({"kind": "agreement"} | said)
        upload = Upload(name, io.BytesIO(content))
        return service.add(actor or world.officer, "projects", project_id, draft, [upload])[0]

    return handed_in
