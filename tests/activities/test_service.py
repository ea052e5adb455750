"""Writing activities down: what counts once, who leads, who sees."""

from datetime import date, timedelta

import pytest
from pydantic import ValidationError
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from app.activities import queries, service
from app.activities.models import Activity, ActivityResult, ResultKind
from app.activities.schemas import ActivityChange, ActivityDraft
from app.enterprises import service as enterprises
from app.enterprises.schemas import ContactDraft, EraseDraft
from app.kernel import timeline
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.listing import ListQuery
from app.kernel.permissions import Role
from app.kernel.timeline import Subject
from app.meetings import service as meetings
from app.meetings.schemas import MeetingDraft
from app.search import queries as search

TODAY = date(2022, 7, 15)
SAID = {"title": "赴上海招商", "kind": "tour", "begins_on": TODAY}


def titles(actor, **asked):
    page = queries.LIST.page(queries.listing(actor, queries.ActivityFilters(**asked)), ListQuery())
    return [row.title for row in page.rows]


def changed(world, activity, **more):
    draft = ActivityChange.model_validate(SAID | {"version": activity.version} | more)
    return service.change(world.officer, activity.id, draft)


def test_the_leader_takes_part_and_stands_first_in_protocol_order(world):
    activity = world.create(leader_id=world.leader.id, people=(world.officer.person_id,))
    assert [one.person.name for one in activity.people] == ["段景川", "段若溪"]
    assert activity.leader_id == world.leader.id
    assert activity.ends_on == TODAY


def test_an_activity_cannot_end_before_it_begins(world):
    with pytest.raises(ValidationError, match="ends on the day"):
        ActivityDraft.model_validate(SAID | {"ends_on": TODAY - timedelta(days=1)})


def test_a_signing_counts_for_one_activity_only(world):
    first = world.create(signings=(world.park.id,), leads=(world.base.id,))
    with pytest.raises(Invalid) as refused:
        world.create(title="第二次", signings=(world.park.id,))
    assert "signings" in refused.value.fields
    second = world.create(title="第二次", leads=(world.park.id, world.base.id))
    assert {(one.project_id, one.kind) for one in second.results} == {
        (world.park.id, ResultKind.LEAD),
        (world.base.id, ResultKind.LEAD),
    }
    changed(world, first)
    assert changed(world, second, signings=(world.park.id,)).results[0].kind is ResultKind.SIGNING


def test_the_database_itself_refuses_a_second_signing(world, session):
    world.create(signings=(world.park.id,))
    other = world.create(title="第二次")
    row = {"activity_id": other.id, "project_id": world.park.id, "kind": ResultKind.SIGNING}
    with pytest.raises(IntegrityError):
        session.execute(insert(ActivityResult).values(row))
    session.rollback()


def test_a_meeting_belongs_to_one_activity(world):
    world.create(meetings=(world.meeting.id,))
    with pytest.raises(Invalid) as refused:
        world.create(title="第二次", meetings=(world.meeting.id,))
    assert "meetings" in refused.value.fields


@pytest.mark.parametrize("field", ["meetings", "leads", "signings", "people"])
def test_what_does_not_exist_is_refused_at_its_field(world, field):
    with pytest.raises(Invalid) as refused:
        world.create(**{field: (999_999,)})
    assert field in refused.value.fields


def test_one_key_makes_one_activity(world):
    draft = ActivityDraft.model_validate(SAID)
    first, second = (service.create(world.officer, draft, once="k") for _ in range(2))
    assert first.id == second.id


def test_the_second_writer_gets_a_conflict(world):
    activity = world.create()
    seen = activity.version
    changed(world, activity, place="上海")
    with pytest.raises(Conflict):
        changed(world, activity, version=seen)


def test_only_who_wrote_it_who_took_part_and_their_head_may_change_it(cast, world):
    activity = world.create(leader_id=world.leader.id)
    draft = ActivityChange.model_validate(SAID | {"version": activity.version})
    with pytest.raises(Forbidden):
        service.change(cast.actor(Role.OFFICER, unit="other_section"), activity.id, draft)
    service.change(cast.actor(Role.HEAD), activity.id, draft)


@pytest.mark.parametrize("disclosure", ["masked", "team"])
def test_an_activity_is_as_confidential_as_its_strictest_project(cast, world, disclosure):
    hidden = world.project("某项目", disclosure=disclosure, codename="春晓")
    activity = world.create(leads=(world.park.id, hidden.id))
    outsider = cast.actor(Role.OFFICER, unit="other_section", name="局外人")
    assert titles(world.officer) == ["赴上海招商"]
    assert_no_trace(outsider, activity, world)


def test_an_activity_is_as_confidential_as_its_strictest_meeting(cast, world):
    secret = MeetingDraft(enterprises=(world.sinopharm.id,), text="x", is_confidential=True)
    activity = world.create(meetings=(world.meeting.id, meetings.log(world.officer, secret).id))
    outsider = cast.actor(Role.OFFICER, unit="other_section", name="局外人")
    assert_no_trace(outsider, activity, world)


def test_a_confidential_activity_is_for_who_wrote_it_who_took_part_and_those_above(cast, world):
    member = cast.actor(Role.OFFICER, unit="other_section", name="同行的人")
    activity = world.create(is_confidential=True, people=(member.person_id,))
    for actor in (world.officer, member, cast.actor(Role.HEAD), cast.actor(Role.MANAGER)):
        assert queries.get(actor, activity.id).id == activity.id
    for role in (Role.OFFICER, Role.VIEWER, Role.ADMIN):
        assert_no_trace(cast.actor(role, unit="other_section", name="局外人"), activity, world)


def test_an_activity_is_found_by_its_title_and_by_whom_it_met(world):
    world.create()
    for text in ("上海", "fshzs", "国药控股"):
        assert [hit.name_zh for hit in search.find(world.officer, text, 5) if hit.icon == "flag"] == ["赴上海招商"]


def assert_no_trace(outsider, activity, world):
    with pytest.raises(NotFound):
        queries.get(outsider, activity.id)
    assert titles(outsider) == titles(outsider, q="上海") == search.find(outsider, "赴上海招商", 5) == []
    told = timeline.entries(outsider, Subject(enterprise_ids=(world.sinopharm.id,)))
    assert "activity" not in {entry.kind for entry in told}


def test_a_hidden_meeting_cannot_be_chosen(cast, world):
    secret = MeetingDraft(enterprises=(world.sinopharm.id,), text="x", title="密谈", is_confidential=True)
    number = meetings.log(world.officer, secret).id
    outsider = cast.actor(Role.OFFICER, unit="other_section", name="局外人")
    assert [row.title for row in queries.meeting_options(outsider, "", TODAY)] == ["拜访国药控股"]
    with pytest.raises(Invalid):
        service.create(outsider, ActivityDraft.model_validate(SAID | {"meetings": (number,)}))


def test_the_list_finds_what_takes_place_in_a_period_if_only_in_part(world):
    world.create(ends_on=TODAY + timedelta(days=3))
    assert titles(world.officer, since=TODAY + timedelta(days=3)) == ["赴上海招商"]
    assert titles(world.officer, since=TODAY + timedelta(days=4)) == []
    assert titles(world.officer, until=TODAY) == ["赴上海招商"]
    assert titles(world.officer, until=TODAY - timedelta(days=1)) == []


def test_the_list_narrows_to_an_enterprise_a_project_a_kind_and_mine(cast, world):
    world.create(leads=(world.park.id,))
    for asked in ({"enterprise": world.sinopharm.id}, {"project": world.park.id}, {"type": "tour"}, {"q": "gykg"}):
        assert titles(world.officer, **asked) == ["赴上海招商"]
    assert titles(world.officer, mine=True) == ["赴上海招商"]
    assert titles(cast.actor(Role.HEAD), mine=True) == []
    assert titles(world.officer, project=world.base.id) == titles(world.officer, type="signing") == []


def test_an_archived_one_leaves_the_list_and_the_timeline_and_comes_back(world):
    activity = world.create(signings=(world.park.id,))
    subject = Subject(project_id=world.park.id)
    assert [entry.title for entry in queries.timeline.of_activities(world.officer, subject, None, 5)] == ["赴上海招商"]
    activity = service.archive(world.officer, activity.id, activity.version)
    assert queries.timeline.of_activities(world.officer, subject, None, 5) == []
    assert titles(world.officer) == []
    assert titles(world.officer, archived=True) == ["赴上海招商"]
    service.restore(world.officer, activity.id, activity.version)
    assert titles(world.officer) == ["赴上海招商"]


def test_the_timeline_pages_backwards_without_showing_one_twice(world):
    for days in range(4):
        world.create(title=f"{days}天前", begins_on=TODAY - timedelta(days=days))
    subject = Subject(enterprise_ids=(world.sinopharm.id,))
    first = queries.timeline.of_activities(world.officer, subject, None, 2)
    rest = queries.timeline.of_activities(world.officer, subject, first[-1].at, 9)
    assert [entry.title for entry in [*first, *rest]] == ["0天前", "1天前", "2天前", "3天前"]


def test_who_is_erased_is_blotted_out_of_the_texts(cast, world, session):
    contact = enterprises.create_contact(world.officer, ContactDraft(enterprise_id=world.sinopharm.id, name="卞秋实"))
    number = world.create(title="拜访卞秋实", outcome="卞秋实愿来考察").id
    enterprises.erase(
        cast.actor(Role.MANAGER), contact.id, EraseDraft(reason="本人要求", version=contact.version, confirmed=True)
    )
    session.expire_all()
    activity = session.get(Activity, number)
    assert "卞秋实" not in activity.title + activity.outcome
    assert titles(world.officer, q="卞秋实") == []
    assert titles(world.officer, q="国药控股") == [activity.title]
