"""Who is told what happens to a project."""

import pytest
from sqlalchemy import select

from app.enterprises import service as enterprises
from app.enterprises.schemas import EnterpriseDraft
from app.kernel import clock
from app.notifications.models import Kind, Notification
from app.projects import service as projects
from app.projects.schemas import MilestoneDraft, ProjectChange, ProjectDraft, ReturnDraft, VerifyDraft


@pytest.fixture
def officer(cast):
    return cast.actor("officer")


@pytest.fixture
def project(officer):
    enterprise = enterprises.create(officer, EnterpriseDraft(name_zh="云南彩虹生物科技有限公司"))
    return projects.create(officer, ProjectDraft(name_zh="血浆站", enterprise_id=enterprise.id))


def told(session):
    session.rollback()
    return [(row.user_id, row.kind) for row in session.scalars(select(Notification).order_by(Notification.id))]


def claim(officer, project):
    draft = MilestoneDraft(
        kind="framework", claimed_on=clock.today().isoformat(), evidence="协议", version=project.version
    )
    return projects.record_milestone(officer, project.id, draft).milestones[0]


def test_who_becomes_responsible_is_told_and_who_entered_it_for_themselves_is_not(session, cast, officer, project):
    assert told(session) == []
    other = cast.user("officer", unit="other_section")
    head = cast.actor("manager", unit="bureau")
    projects.change(head, project.id, ProjectChange(officer_id=other.id, version=project.version))
    assert told(session) == [(other.id, Kind.ASSIGNED)]


def test_the_verifier_hears_of_a_claim_and_the_officer_what_became_of_it(session, cast, officer, project):
    verifier = cast.actor("verifier", unit="bureau")
    milestone = claim(officer, project)
    assert told(session) == [(verifier.id, Kind.MILESTONE_CLAIMED)]
    projects.return_claim(verifier, milestone.id, ReturnDraft(reason="缺盖章页", version=milestone.version))
    assert told(session)[1:] == [(officer.id, Kind.MILESTONE_RETURNED)]
    session.refresh(project)
    milestone = claim(officer, project)
    projects.verify_claims(verifier, VerifyDraft(chosen=[f"{milestone.id}:{milestone.version}"]))
    assert told(session)[-1] == (officer.id, Kind.MILESTONE_VERIFIED)
