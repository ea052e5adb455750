"""Somebody leaves: everything goes over in one command, on record, and nothing is left behind."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.service import leaving
from app.activities import service as activities
from app.activities.models import Activity
from app.activities.schemas import ActivityDraft
from app.audit.models import AuditEntry
from app.enterprises import service as enterprises
from app.enterprises.models import Enterprise
from app.enterprises.schemas import EnterpriseDraft
from app.kernel import clock
from app.kernel.errors import Conflict, Invalid
from app.kernel.leaving import ON_LEAVE
from app.kernel.permissions import Role
from app.meetings import service as meetings
from app.meetings.models import FollowUp, Meeting
from app.meetings.schemas import FollowUpDraft, MeetingDraft
from app.projects import service as projects
from app.projects.models import Project, ProjectFact
from app.projects.schemas import ProjectDraft
from tests.support.forms import post

TOMORROW = clock.today() + timedelta(days=1)


@pytest.fixture
def leaver(cast, session):
    """An officer with something of each kind."""
    actor, colleague = cast.actor("officer"), cast.actor("head")
    enterprise = enterprises.create(actor, EnterpriseDraft(name_zh="国药控股云南有限公司", owner_id=actor.id))
    about = {"enterprise_id": enterprise.id}
    projects.create(actor, ProjectDraft(name_zh="线索项目", **about))
    projects.create(actor, ProjectDraft(name_zh="秘密项目", stage="talks", disclosure="team", codename="春晓", **about))
    projects.create(
        colleague,
        ProjectDraft(
            name_zh="同事项目", next_step="寄资料", next_owner_id=actor.id, team_ids=[actor.id], stage="talks", **about
        ),
    )
    meetings.promise(
        actor,
        FollowUpDraft(
            text="寄送样品",
            due_on=str(TOMORROW),
            source="other",
            enterprise_id=enterprise.id,
            supervisor_id=actor.person_id,
        ),
    )
    meetings.log(
        actor,
        MeetingDraft(day=str(TOMORROW), mode="formal", text="会见", enterprises=[enterprise.id]),
    )
    for title, day in (("赴上海招商", TOMORROW), ("去年的推介会", TOMORROW - timedelta(days=300))):
        activities.create(actor, ActivityDraft(title=title, kind="tour", begins_on=day, leader_id=actor.person_id))
    return cast.user("officer")


@pytest.fixture
def heir(cast):
    return cast.user("officer", name="接任人")


def everything(heir):
    return {name: heir.id for name, _ in ON_LEAVE}


def test_everything_goes_over_and_the_sign_in_ends(session, cast, leaver, heir):
    admin, browser = cast.actor("admin"), cast.client("officer")
    moved = leaving.leave(admin, leaver.id, leaver.version, everything(heir))
    assert moved == {
        "enterprises": 1,
        "leads": 1,
        "projects": 1,
        "next_steps": 1,
        "teams": 1,
        "follow_ups": 1,
        "supervised_follow_ups": 1,
        "meetings": 1,
        "activities": 1,
    }
    session.expire_all()
    assert set(leaving.counts(leaving.colleague(leaver)).values()) == {0}
    assert not leaver.is_active
    assert browser.get("/profile").status_code == 303
    assert session.scalars(select(Enterprise.owner_id)).all() == [heir.id]
    assert heir.id in session.scalars(select(Project.officer_id)).all()
    assert session.scalars(select(FollowUp.owner_id)).all() == [heir.person_id]
    meeting = session.scalars(select(Meeting)).one()
    assert [ours.person_id for ours in meeting.ours] == [heir.person_id]
    conference, tour = session.scalars(select(Activity).order_by(Activity.begins_on)).all()
    assert (tour.leader_id, conference.leader_id) == (heir.person_id, leaver.person_id)
    assert [one.person_id for one in tour.people] == [heir.person_id]


def test_each_record_has_its_line_and_projects_their_dated_fact(session, cast, leaver, heir):
    leaving.leave(cast.actor("admin"), leaver.id, leaver.version, everything(heir))
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("%.hand_over"))).all()
    assert sorted(actions) == [
        "activity.hand_over",
        "enterprise.hand_over",
        "follow_up.hand_over",
        "follow_up.hand_over",
        "meeting.hand_over",
        *["project.hand_over"] * 4,
    ]
    facts = select(ProjectFact.value).where(ProjectFact.name == "officer_id", ProjectFact.value == str(heir.id))
    assert len(session.scalars(facts).all()) == 2


def test_each_kind_may_go_to_somebody_else(session, cast, leaver, heir):
    other = cast.user("head")
    leaving.leave(cast.actor("admin"), leaver.id, leaver.version, everything(heir) | {"follow_ups": other.id})
    assert session.scalars(select(FollowUp.owner_id)).all() == [other.person_id]


def test_without_an_heir_nothing_moves(session, cast, leaver, heir):
    with pytest.raises(Invalid):
        leaving.leave(cast.actor("admin"), leaver.id, leaver.version, everything(heir) | {"meetings": None})
    with pytest.raises(Invalid):
        leaving.leave(cast.actor("admin"), leaver.id, leaver.version, everything(leaver))
    session.rollback()
    assert set(leaving.counts(leaving.colleague(leaver)).values()) == {1}
    assert leaver.is_active


def test_the_last_administrator_does_not_leave_and_keeps_everything(session, cast, heir):
    user = cast.user(Role.ADMIN)
    enterprises.create(cast.actor("officer"), EnterpriseDraft(name_zh="国药控股云南有限公司", owner_id=user.id))
    with pytest.raises(Conflict):
        leaving.leave(cast.actor("admin"), user.id, user.version, everything(heir))
    assert session.scalars(select(Enterprise.owner_id)).all() == [user.id]


def test_the_page_names_what_the_administrator_may_see_and_counts_the_rest(cast, leaver, heir):
    admin, page = cast.client("admin"), f"/admin/users/{leaver.id}/leave"
    text = admin.get(page).text
    assert "线索项目" in text
    assert "秘密项目" not in text
    assert "春晓" not in text
    assert post(admin, page, {"heir_id": ""}).status_code == 422
    assert admin.get(f"{page}.xlsx").status_code == 200
    assert post(admin, page, {"heir_id": str(heir.id)}).status_code == 303
    assert "秘密项目" not in admin.get(page).text
