"""Absence: a deputy works with another one's roles for some days, and no longer."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts import queries
from app.accounts.models import Grant
from app.accounts.schemas import AbsenceDraft
from app.accounts.service import absence
from app.audit.models import AuditEntry
from app.enterprises import service as enterprises
from app.enterprises.schemas import EnterpriseDraft
from app.kernel import clock, settings
from app.kernel.errors import Forbidden, Invalid
from app.kernel.permissions import Role
from app.kernel.settings import PRACTICE, SettingValue
from app.projects import queries as projects
from app.projects import service as project_service
from app.projects.schemas import NextStepDraft, ProjectDraft
from tests.support.forms import post

TODAY = clock.today()


@pytest.fixture
def officer(cast):
    return cast.user("officer")


@pytest.fixture
def deputy(cast):
    return cast.user("viewer", name="替岗人")


def days(deputy, since=0, until=7):
    return AbsenceDraft(deputy_id=deputy.id, since=TODAY + timedelta(days=since), until=TODAY + timedelta(days=until))


def actor_of(session, user):
    session.rollback()
    return queries.actor_for(user, user.person, user.person.unit)


@pytest.fixture
def secret(cast, officer):
    """A project that only its officer sees."""
    actor = cast.actor("officer")
    enterprise = enterprises.create(actor, EnterpriseDraft(name_zh="国药控股云南有限公司"))
    return project_service.create(
        actor,
        ProjectDraft(name_zh="产业园", enterprise_id=enterprise.id, disclosure="team", codename="春晓"),
    )


def test_the_deputy_sees_and_does_what_is_the_absent_ones_and_the_log_says_for_whom(
    session, cast, officer, deputy, secret
):
    number = secret.id
    assert projects.find(actor_of(session, deputy), number) is None
    absence.name_deputy(cast.actor("officer"), officer.id, days(deputy))
    standing_in = actor_of(session, deputy)
    assert {held.for_name for held in standing_in.held} == {"", officer.person.name}
    project = projects.get(standing_in, number)
    project_service.set_next_step(standing_in, number, NextStepDraft(next_step="寄送资料", version=project.version))
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.actor_id, entry.details["on_behalf_of"]) == (deputy.id, [officer.id])


def test_an_absence_begins_and_ends_by_itself(session, cast, officer, deputy, secret):
    number = secret.id
    absence.name_deputy(cast.actor("officer"), officer.id, days(deputy, since=2, until=3))
    now = clock.now()
    seen = []
    for day in range(5):
        clock.freeze(now + timedelta(days=day))
        seen.append(projects.find(actor_of(session, deputy), number) is not None)
    clock.freeze(None)
    assert seen == [False, False, True, True, False]


def test_back_again_ends_it_at_once(session, cast, officer, deputy):
    absence.name_deputy(cast.actor("officer"), officer.id, days(deputy))
    absence.end(cast.actor("officer"), officer.id)
    assert [held.role for held in actor_of(session, deputy).held] == [Role.VIEWER]


def test_a_deputy_of_a_deputy_gets_nothing_and_is_refused(session, cast, officer, deputy):
    absence.name_deputy(cast.actor("officer"), officer.id, days(deputy))
    third = cast.user("viewer", name="third")
    with pytest.raises(Invalid, match="away then"):
        absence.name_deputy(cast.actor("viewer", name="third"), third.id, days(officer))
    fourth = cast.user("head")
    absence.name_deputy(actor_of(session, deputy), deputy.id, days(fourth))
    assert {held.for_user for held in actor_of(session, fourth).held} == {None, deputy.id}


@pytest.mark.parametrize("role", ["admin", "security_admin", "auditor"])
def test_nobody_stands_in_for_administrators_and_auditors(session, cast, deputy, role):
    user = cast.user(role)
    with pytest.raises(Invalid):
        absence.name_deputy(cast.actor(role), user.id, days(deputy))
    session.rollback()
    assert session.scalars(select(Grant).where(Grant.deputy_id.is_not(None))).all() == []


def test_who_may_name_whom(session, cast, officer, deputy):
    stranger = cast.user("viewer", unit="other_section")
    with pytest.raises(Forbidden):
        absence.name_deputy(cast.actor("viewer", unit="other_section"), officer.id, days(deputy))
    with pytest.raises(Invalid, match="same unit"):
        absence.name_deputy(cast.actor("officer"), officer.id, days(stranger))
    with pytest.raises(Invalid):
        absence.name_deputy(cast.actor("officer"), officer.id, days(officer))
    absence.name_deputy(cast.actor("head"), officer.id, days(deputy))
    with pytest.raises(Forbidden):
        absence.name_deputy(cast.actor("head", unit="other_section"), officer.id, days(deputy))
    absence.name_deputy(cast.actor("security_admin"), officer.id, days(stranger))


def test_separated_duties_hold_for_deputies_too(session, cast):
    session.add(SettingValue(code=PRACTICE.code, value="strict"))
    session.commit()
    settings.forget()
    verifier, auditor = cast.user("verifier"), cast.user("auditor")
    with pytest.raises(Invalid, match="separated"):
        absence.name_deputy(cast.actor("verifier"), verifier.id, days(auditor))


def test_the_page_names_a_deputy_and_the_profile_of_the_deputy_says_so(cast, officer, deputy):
    typed = {"deputy_id": str(deputy.id), "since": str(TODAY), "until": str(TODAY + timedelta(days=3))}
    page = f"/absence/{officer.id}"
    assert post(cast.client("officer"), page, typed).status_code == 303
    assert officer.person.name in cast.client("viewer", name="替岗人").get("/profile").text
    assert cast.client("viewer", unit="other_section").get(page).status_code == 404


def test_an_absence_that_ends_before_it_begins_is_refused_at_its_field(cast, officer, deputy):
    typed = {"deputy_id": str(deputy.id), "since": str(TODAY), "until": str(TODAY - timedelta(days=3))}
    answer = post(cast.client("officer"), f"/absence/{officer.id}", typed)
    assert answer.status_code == 422
    assert str(TODAY - timedelta(days=3)) in answer.text
