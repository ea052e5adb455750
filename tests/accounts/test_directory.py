"""Units, people, users and their roles."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from app.accounts import queries
from app.accounts.models import Grant, Person, ResetLink, Unit, User
from app.accounts.schemas import GrantDraft, NewUserDraft, PersonChange, PersonDraft, UnitChange, UnitDraft
from app.accounts.service import choosing, directory, granting
from app.audit.models import AuditEntry
from app.kernel import clock
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.passwords import digest, fits
from app.kernel.permissions import Can, Role, Scope
from tests.accounts.conftest import PASSWORD, is_in


@pytest.fixture
def admin(cast):
    return cast.actor("admin")


def unit_change(unit, **values):
    return UnitChange.model_validate(
        {"name_zh": unit.name_zh, "kind": unit.kind, "parent_id": unit.parent_id, "version": unit.version} | values
    )


def person_change(person, **values):
    return PersonChange.model_validate(
        {"name": person.name, "unit_id": person.unit_id, "post_zh": person.post_zh, "version": person.version} | values
    )


def last_entry(session):
    session.rollback()
    return session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


def test_a_unit_is_added_below_another(session, cast, admin):
    made = directory.create_unit(admin, UnitDraft(name_zh="园区", kind="park", parent_id=cast.unit("bureau").id))
    assert queries.unit_parents()[made.id] == cast.unit("bureau").id
    assert (last_entry(session).action, last_entry(session).subject_id) == ("unit.create", made.id)


def test_a_unit_below_nothing_that_exists_is_refused_at_its_field(session, admin):
    with pytest.raises(Invalid) as refused:
        directory.create_unit(admin, UnitDraft(name_zh="园区", kind="park", parent_id=999_999))
    assert list(refused.value.fields) == ["parent_id"]
    assert session.scalars(select(Unit).where(Unit.name_zh == "园区")).all() == []


@pytest.mark.parametrize("below", ["bureau", "section", "team"])
def test_a_unit_cannot_lie_below_itself_however_far(session, cast, admin, below):
    team = directory.create_unit(admin, UnitDraft(name_zh="team", kind="department", parent_id=cast.unit("section").id))
    place = team.id if below == "team" else cast.unit(below).id
    bureau = cast.unit("bureau")
    with pytest.raises(Invalid) as refused:
        directory.change_unit(admin, bureau.id, unit_change(bureau, parent_id=place))
    assert list(refused.value.fields) == ["parent_id"]
    session.rollback()
    assert queries.get_unit(bureau.id).parent_id is None


def test_a_unit_that_somebody_changed_meanwhile_is_a_conflict(session, cast, admin):
    bureau = cast.unit("bureau")
    seen = unit_change(bureau, name_zh="招商局")
    directory.change_unit(admin, bureau.id, unit_change(bureau, name_zh="投资促进局"))
    with pytest.raises(Conflict):
        directory.change_unit(admin, bureau.id, seen)
    session.rollback()
    assert queries.get_unit(bureau.id).name_zh == "投资促进局"


def test_a_change_is_on_record_with_before_and_after(session, cast, admin):
    bureau = cast.unit("bureau")
    directory.change_unit(admin, bureau.id, unit_change(bureau, name_zh="投资促进局"))
    entry = last_entry(session)
    assert (entry.actor_id, entry.action, entry.subject_kind) == (admin.id, "unit.change", "units")
    assert entry.changes == {"name_zh": ["bureau", "投资促进局"]}


def test_a_person_who_moves_keeps_where_they_were(session, cast, admin):
    person = cast.user("officer").person
    old, new = cast.unit("section").id, cast.unit("other_section").id
    directory.change_person(admin, person.id, person_change(person, unit_id=new, post_zh="科长", since="2022-07-01"))
    assert queries.unit_at(person, date(2022, 6, 30)) == (old, "")
    assert queries.unit_at(person, date(2022, 7, 1)) == (new, "科长")
    assert person.unit_id == new
    assert [(post.unit_id, post.until) for post in person.posts] == [(old, date(2022, 7, 1)), (new, None)]


def test_a_person_who_moves_twice_has_three_posts_in_order(session, cast, admin):
    person = cast.user("officer").person
    old, new = cast.unit("section").id, cast.unit("other_section").id
    directory.change_person(admin, person.id, person_change(person, unit_id=new, since="2020-01-01"))
    directory.change_person(admin, person.id, person_change(person, unit_id=old, since="2022-01-01"))
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2021, 12, 31), date(2022, 1, 1)]
    assert [queries.unit_at(person, day)[0] for day in days] == [old, new, new, old]


def test_a_new_name_is_no_move_and_the_person_is_found_by_it(session, cast, admin):
    person = cast.user("officer").person
    directory.change_person(admin, person.id, person_change(person, name="王芳"))
    assert len(person.posts) == 1
    assert [found.id for found in queries.search_people("wf")] == [person.id]
    assert queries.search_people("officer") == []


def test_people_are_listed_in_protocol_order(session, cast, admin):
    unit = cast.unit("bureau").id
    for name, order in (("丙", 3), ("甲", 1), ("乙", 2), ("末", None)):
        directory.create_person(admin, PersonDraft(name=name, unit_id=unit, protocol_order=order))
    assert [person.name for person in queries.list_people()][:3] == ["甲", "乙", "丙"]


def draft(cast, **values):
    return NewUserDraft.model_validate(
        {"name": "李华", "unit_id": cast.unit("section").id, "username": "LiHua", "role": "officer"} | values
    )


def test_a_new_user_gets_a_link_whose_code_is_kept_only_as_a_digest(session, cast, admin):
    user, link = directory.create_user(admin, draft(cast))
    assert link
    assert (user.username, user.must_change_password) == ("lihua", False)
    assert not fits(user.password_hash, link.code)
    kept = session.scalars(select(ResetLink)).one()
    assert kept.user_id == user.id
    assert kept.code_digest == digest(link.code)
    assert link.code not in repr([entry.changes for entry in session.scalars(select(AuditEntry))])


def test_a_taken_user_name_is_refused_at_its_field_and_leaves_no_person_behind(session, cast, admin):
    directory.create_user(admin, draft(cast))
    with pytest.raises(Invalid) as refused:
        directory.create_user(admin, draft(cast, name="王芳"))
    assert list(refused.value.fields) == ["username"]
    session.rollback()
    assert session.scalars(select(Person).where(Person.name == "王芳")).all() == []


@pytest.mark.parametrize("username", ["a", "-x", "a b", "李华", "x" * 41, "a/b", "a\x00b", "' OR 1=1"])
def test_a_user_name_that_nobody_could_type_is_refused(cast, username):
    with pytest.raises(ValueError, match="username"):
        draft(cast, username=username)


def test_somebody_who_is_known_gets_a_sign_in_once(session, cast, admin):
    person = directory.create_person(admin, PersonDraft(name="李华", unit_id=cast.unit("section").id))
    user, _ = directory.create_user(admin, draft(cast, person_id=person.id))
    assert user.person_id == person.id
    with pytest.raises(Invalid) as refused:
        directory.create_user(admin, draft(cast, person_id=person.id, username="other"))
    assert list(refused.value.fields) == ["person_id"]


@pytest.mark.parametrize("role", list(Role))
def test_roles_for_the_whole_area_always_reach_all_of_it(session, cast, admin, role):
    user, _ = directory.create_user(admin, draft(cast, role=role, scope="own"))
    actor = queries.actor_for(user, user.person, user.person.unit)
    everywhere = role not in {Role.OFFICER, Role.HEAD, Role.MANAGER}
    assert (actor.reach(Can.USE) is None) == everywhere


def test_a_grant_for_a_unit_reaches_what_lies_below_it(session, cast, admin):
    bureau, section, other = (cast.unit(name).id for name in ("bureau", "section", "other_section"))
    user = cast.user("officer")
    granting.add_grant(admin, user.id, GrantDraft(role=Role.HEAD, scope=Scope.UNIT, unit_id=bureau))
    reached = queries.actor_for(user, user.person, user.person.unit).reach(Can.ARCHIVE)
    assert reached == frozenset({bureau, section, other})


def test_a_grant_without_a_unit_is_about_ones_own(session, cast):
    assert cast.actor("head").reach(Can.ARCHIVE) == frozenset({cast.unit("section").id})
    assert cast.actor("officer").reach(Can.SEE_CONFIDENTIAL) == frozenset()


def test_a_grant_counts_until_the_end_of_its_last_day_in_the_park(session, cast, admin):
    user = cast.user("officer")
    granting.add_grant(admin, user.id, GrantDraft(role=Role.HEAD, scope=Scope.UNIT, until=date(2022, 7, 15)))

    def may_archive_at(instant):
        clock.freeze(instant)
        return queries.actor_for(user, user.person, user.person.unit).may(Can.ARCHIVE)

    assert may_archive_at(datetime(2022, 7, 15, 15, 59, tzinfo=UTC))
    assert not may_archive_at(datetime(2022, 7, 15, 16, 0, tzinfo=UTC))


def test_a_role_is_given_once(session, cast, admin):
    user = cast.user("officer")
    granting.add_grant(admin, user.id, GrantDraft(role=Role.HEAD, scope=Scope.UNIT))
    with pytest.raises(Invalid) as refused:
        granting.add_grant(admin, user.id, GrantDraft(role=Role.HEAD, scope=Scope.UNIT))
    assert list(refused.value.fields) == ["role"]


def test_a_role_for_a_unit_that_does_not_exist_is_refused(session, cast, admin):
    with pytest.raises(Invalid):
        granting.add_grant(
            admin, cast.user("officer").id, GrantDraft(role=Role.HEAD, scope=Scope.UNIT, unit_id=999_999)
        )


def test_a_role_of_somebody_else_cannot_be_taken_away_by_its_number(session, cast, admin):
    mine = session.scalars(select(Grant).where(Grant.user_id == cast.user("head").id)).one()
    with pytest.raises(NotFound):
        granting.remove_grant(admin, cast.user("officer").id, mine.id)


@pytest.mark.parametrize(
    "end",
    [
        lambda admin, user: directory.set_active(admin, user.id, user.version, active=False),
        lambda admin, user: choosing.reset(admin, user.id),
        lambda admin, user: granting.add_grant(admin, user.id, GrantDraft(role=Role.VIEWER, scope=Scope.ALL)),
        lambda admin, user: granting.remove_grant(admin, user.id, user.grants[0].id),
    ],
    ids=["deactivated", "password reset", "role given", "role taken away"],
)
def test_sessions_end_at_once_when_an_account_changes(session, cast, admin, end):
    browser, colleague = cast.client("officer"), cast.client("head")
    assert is_in(browser)
    end(admin, cast.user("officer"))
    assert not is_in(browser)
    assert is_in(colleague)


def test_a_user_without_any_role_may_do_nothing(session, cast, admin):
    user = cast.user("officer")
    granting.remove_grant(admin, user.id, user.grants[0].id)
    session.expire_all()
    actor = queries.actor_for(user, user.person, user.person.unit)
    assert not any(actor.may(right) for right in Can)


def test_the_last_administrator_stays(session, cast, admin):
    user = cast.user("admin")
    with pytest.raises(Conflict):
        directory.set_active(admin, user.id, user.version, active=False)
    with pytest.raises(Conflict):
        granting.remove_grant(admin, user.id, user.grants[0].id)
    session.rollback()
    assert queries.count_active_admins() == 1


def test_an_administrator_whose_time_is_over_does_not_count(session, cast, admin):
    other = cast.user("admin", name="other")
    other.grants[0].until = clock.today() - timedelta(days=1)
    session.commit()
    user = cast.user("admin")
    with pytest.raises(Conflict):
        directory.set_active(admin, user.id, user.version, active=False)


def test_with_two_administrators_one_may_go(session, cast, admin):
    user = cast.user("admin", name="other")
    directory.set_active(admin, user.id, user.version, active=False)
    assert queries.count_active_admins() == 1


def test_two_administrators_who_end_each_other_at_once_leave_one(app, session, cast):
    users = [cast.user("admin", name=name) for name in ("one", "two")]
    actors = [cast.actor("admin", name=name) for name in ("one", "two")]
    ends = [(actors[0], users[1].id, users[1].version), (actors[1], users[0].id, users[0].version)]
    session.rollback()
    start = Barrier(2)

    def end(turn):
        with app.app_context():
            start.wait(10)
            try:
                directory.set_active(*turn, active=False)
            except Conflict:
                return 0
            return 1

    with ThreadPoolExecutor(2) as threads:
        assert sum(threads.map(end, ends)) == 1
    session.rollback()
    assert queries.count_active_admins() == 1


def test_a_password_on_record_is_only_a_dot(session, cast, admin):
    user, _ = directory.create_user(admin, draft(cast), password=PASSWORD)
    choosing.reset(admin, user.id)
    assert last_entry(session).changes["password_hash"] == ["•", "•"]


def test_the_list_of_users_is_found_by_name_and_by_user_name(session, cast, admin):
    directory.create_user(admin, draft(cast))
    cast.user("head")
    for typed in ("李华", "lh", "lihu", "LIHUA"):
        rows = session.execute(queries.user_rows(queries.UserFilters(q=typed))).all()
        assert [row.username for row in rows] == ["lihua"]


def test_who_can_own_work_are_those_who_can_sign_in(session, cast, admin):
    retired = cast.user("head")
    cast.user("officer")
    directory.set_active(admin, retired.id, retired.version, active=False)
    assert retired.id not in {user.id for user in queries.list_active_users()}
    assert session.get(User, retired.id) is not None
