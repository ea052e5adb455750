"""Roles: separated duties, and an administrator who always remains."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from app.accounts import queries, rules
from app.accounts.schemas import GrantDraft, NewUserDraft
from app.accounts.service import directory, granting
from app.kernel import clock, settings
from app.kernel.errors import Conflict, Invalid
from app.kernel.permissions import Can, Role, Scope
from app.kernel.settings import PRACTICE, SettingValue


@pytest.fixture
def strict(session):
    session.add(SettingValue(code=PRACTICE.code, value="strict"))
    session.commit()
    settings.forget()


def give(cast, user, role):
    return granting.add_grant(cast.actor("security_admin"), user.id, GrantDraft(role=role, scope=Scope.ALL))


def test_in_a_small_office_one_person_may_hold_several_duties(session, cast):
    user = cast.user("auditor")
    give(cast, user, Role.VERIFIER)
    session.refresh(user)
    assert rules.clashing(grant.role for grant in user.grants) == (Role.AUDITOR, Role.VERIFIER)


@pytest.mark.parametrize("role", [role for role in rules.SEPARATED if role is not Role.AUDITOR])
def test_strict_work_refuses_a_second_duty_in_words(session, cast, strict, role):
    with pytest.raises(Invalid) as refused:
        give(cast, cast.user("auditor"), role)
    assert set(refused.value.message.params.values()) == {rules.ROLE_WORDS[Role.AUDITOR], rules.ROLE_WORDS[role]}


def test_strict_work_lets_anybody_have_roles_that_watch_nobody(session, cast, strict):
    give(cast, cast.user("auditor"), Role.VIEWER)
    give(cast, cast.user("officer"), Role.VERIFIER)


def test_an_administrator_grants_nothing_by_being_one(cast):
    assert not cast.actor("admin").may(Can.EDIT_GRANTS)
    assert not cast.actor("security_admin").may(Can.EDIT_USERS)


@pytest.mark.parametrize(("profile", "roles"), [("light", {"admin", "security_admin"}), ("strict", {"admin"})])
def test_the_first_administrator_can_grant_unless_duties_are_separated(session, cast, profile, roles):
    session.add(SettingValue(code=PRACTICE.code, value=profile))
    session.commit()
    draft = NewUserDraft(name="和晓", unit_id=cast.unit("bureau").id, username="hexiao", role=Role.ADMIN)
    user, _ = directory.create_user(None, draft, password="correct horse battery")
    assert {grant.role for grant in user.grants} == roles


def test_a_user_may_start_without_a_role(session, cast):
    draft = NewUserDraft(name="和晓", unit_id=cast.unit("bureau").id, username="hexiao")
    user, _ = directory.create_user(cast.actor("admin"), draft)
    assert user.grants == []


def test_who_stays_for_good_cannot_go_while_the_others_end_on_a_day(session, cast):
    user, other = cast.user("admin"), cast.user("admin", name="other")
    other.grants[0].until = clock.today() + timedelta(days=3)
    session.commit()
    actor = cast.actor("security_admin")
    for end in (
        lambda: directory.set_active(actor, user.id, user.version, active=False),
        lambda: granting.remove_grant(actor, user.id, user.grants[0].id),
    ):
        with pytest.raises(Conflict):
            end()
        session.rollback()
    granting.remove_grant(actor, other.id, other.grants[0].id)
    assert queries.count_active_admins() == 1


def test_two_roles_of_administrators_taken_away_at_once_leave_one(app, session, cast):
    users = [cast.user("admin", name=name) for name in ("one", "two")]
    actor = cast.actor("security_admin")
    turns = [(user.id, user.grants[0].id) for user in users]
    session.rollback()
    start = Barrier(2)

    def take(turn):
        with app.app_context():
            start.wait(10)
            try:
                granting.remove_grant(actor, *turn)
            except Conflict:
                return 0
            return 1

    with ThreadPoolExecutor(2) as threads:
        assert sum(threads.map(take, turns)) == 1
    session.rollback()
    assert queries.count_active_admins() == 1


def test_a_use_is_noted_for_the_only_role_that_gives_the_right(cast):
    actor = cast.actor("admin")
    assert [held.role for held in rules.proven(actor.held, Can.EDIT_USERS)] == [Role.ADMIN]
    both = (*actor.held, *cast.actor("viewer").held)
    assert rules.proven(both, Can.SEE_PROJECTS) == []
    assert [held.role for held in rules.proven(both, Can.EDIT_USERS)] == [Role.ADMIN]


def test_strict_work_asks_every_separated_duty_for_a_second_factor(session, strict):
    """Who resets a password holds a link to it: only the factor keeps them from becoming the one who watches them."""
    assert settings.read(rules.SECOND_FACTOR_ROLES) >= set(rules.SEPARATED)
