"""Logging, changing, cancelling and archiving meetings, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.enterprises import service as enterprises
from app.enterprises.models import Contact, Enterprise
from app.enterprises.schemas import EnterpriseDraft
from app.kernel import clock, drafts
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.permissions import Role
from app.meetings import queries, service
from app.meetings.models import FollowUp, FollowUpStatus, Meeting, MeetingStatus, Side
from app.meetings.schemas import CancelDraft, FollowUpRow, MeetingChange, MeetingDraft, Named

TODAY = date(2022, 7, 15)


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_whom_and_what_are_enough_and_everything_else_has_a_default(world):
    meeting = service.log(world.officer, MeetingDraft(enterprises=(world.sinopharm.id,), text="谈得很好"))
    assert meeting.title == "国药控股 · 会见"
    assert clock.local(meeting.starts_at).date() == TODAY
    assert not meeting.has_time
    assert (meeting.mode, meeting.level, meeting.direction) == ("formal", "officer", None)
    assert meeting.status is MeetingStatus.HELD
    assert [ours.person_id for ours in meeting.ours] == [world.officer.person_id]
    assert meeting.unit_id == world.officer.unit_id


def test_our_side_stands_in_protocol_order_with_unit_and_post_of_that_day(world):
    ours = (world.officer.person_id, world.leader.id)
    draft = MeetingDraft(enterprises=(world.sinopharm.id,), text="x", ours=ours, day=date(2019, 4, 18))
    meeting = service.log(world.officer, draft)
    assert [one.person_id for one in meeting.ours] == [world.leader.id, world.officer.person_id]
    assert meeting.ours[0].post_zh == "局长"
    assert meeting.level == "head"
    later = service.log(world.officer, draft.model_copy(update={"day": TODAY}))
    assert (later.ours[0].post_zh, later.level) == ("主任", "leader")


def test_an_officer_logs_for_a_leader_who_has_no_sign_in(world):
    draft = MeetingDraft(
        enterprises=(world.sinopharm.id,),
        text="x",
        ours=(world.leader.id,),
        follow_ups=(FollowUpRow(text="尽快投产", owner_id=world.leader.id),),
    )
    meeting = service.log(world.officer, draft)
    assert [one.person_id for one in meeting.ours] == [world.leader.id]
    assert meeting.follow_ups[0].owner_id == world.leader.id
    assert meeting.follow_ups[0].unit_id == world.leader.unit_id


def test_a_contact_is_kept_with_the_title_of_that_day(world):
    draft = MeetingDraft(enterprises=(world.sinopharm.id,), text="x", theirs=(world.chairman.id,))
    meeting = service.log(world.officer, draft)
    assert [(theirs.contact_id, theirs.title_zh) for theirs in meeting.theirs] == [(world.chairman.id, "董事长")]


def test_a_contact_who_was_not_there_on_the_day_is_refused_in_a_clear_sentence(world, session):
    draft = MeetingDraft(
        enterprises=(world.sinopharm.id,), text="x", theirs=(world.chairman.id,), day=date(2021, 2, 28)
    )
    with pytest.raises(Invalid) as refused:
        service.log(world.officer, draft)
    assert "于清明 was not with 国药控股股份有限公司 on 2021-02-28" in str(refused.value.fields["theirs"])
    assert count(session, Meeting) == 0


def test_an_unknown_enterprise_and_contact_are_accepted_by_name(world, session):
    draft = MeetingDraft(enterprises=(Named("新来的药业有限公司"),), text="x", theirs=(Named("赵新来"),))
    meeting = service.log(world.officer, draft)
    made = session.scalar(select(Enterprise).where(Enterprise.name_zh == "新来的药业有限公司"))
    contact = session.scalar(select(Contact).where(Contact.name == "赵新来"))
    assert [link.enterprise_id for link in meeting.enterprise_links] == [made.id]
    assert contact.enterprise_id == made.id
    assert [theirs.contact_id for theirs in meeting.theirs] == [contact.id]


def test_a_known_name_makes_no_second_enterprise(world, session):
    before = count(session, Enterprise)
    meeting = service.log(world.officer, MeetingDraft(enterprises=(Named("国药控股"),), text="x"))
    assert meeting.enterprise_links[0].enterprise_id == world.sinopharm.id
    assert count(session, Enterprise) == before


def test_a_meeting_about_a_project_is_with_its_enterprise(world):
    meeting = service.log(world.officer, MeetingDraft(projects=(world.park.id,), text="x"))
    assert [link.enterprise_id for link in meeting.enterprise_links] == [world.sinopharm.id]
    assert [link.project_id for link in meeting.project_links] == [world.park.id]


def test_follow_ups_of_both_sides_keep_their_first_day(world):
    rows = (
        FollowUpRow(text="协调进场道路", due_on=date(2022, 7, 22)),
        FollowUpRow(text="推荐更多项目", side=Side.ENTERPRISE, counterpart=world.chairman.id),
    )
    draft = MeetingDraft(projects=(world.park.id,), text="x", follow_ups=rows)
    ours, theirs = service.log(world.officer, draft).follow_ups
    assert (ours.side, ours.owner_id, ours.due_on, ours.first_due_on) == (
        Side.PARK,
        world.officer.person_id,
        date(2022, 7, 22),
        date(2022, 7, 22),
    )
    assert (theirs.side, theirs.counterpart_id) == (Side.ENTERPRISE, world.chairman.id)
    assert theirs.due_on == TODAY + timedelta(days=7)
    assert {ours.enterprise_id, theirs.enterprise_id} == {world.sinopharm.id}
    assert {ours.project_id, theirs.project_id} == {world.park.id}


def test_a_meeting_in_the_future_is_planned_and_is_held_once_it_is_saved_on_its_day(world):
    draft = MeetingDraft(enterprises=(world.sinopharm.id,), text="准备", day=date(2022, 7, 20))
    meeting = service.log(world.officer, draft)
    assert meeting.status is MeetingStatus.PLANNED
    clock.freeze(clock.now() + timedelta(days=5))
    change = MeetingChange(**{**draft.model_dump(), "text": "谈了", "version": meeting.version})
    assert service.change(world.officer, meeting.id, change).status is MeetingStatus.HELD


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("enterprises", {"enterprises": (999_999,)}),
        ("projects", {"projects": (999_999,)}),
        ("projects", {"projects": (Named("没有的项目"),)}),
        ("ours", {"ours": (999_999,)}),
        ("ours", {"ours": (Named("没有的人"),)}),
        ("theirs", {"theirs": (999_999,)}),
        ("mode", {"mode": "telepathy"}),
        ("level", {"level": "kings"}),
        ("direction", {"direction": "up"}),
        ("ends", {"time": "14:30", "ends": "14:30"}),
        ("ends", {"ends": "14:30"}),
        ("follow_ups.0.owner_id", {"follow_ups": (FollowUpRow(text="y", owner_id=999_999),)}),
        ("follow_ups.1.counterpart", {"follow_ups": (FollowUpRow(text="y"), FollowUpRow(text="z", counterpart=99999))}),
    ],
)
def test_what_does_not_exist_is_refused_at_its_field_and_nothing_is_written(world, session, field, change):
    with pytest.raises(Invalid) as refused:
        service.log(world.officer, MeetingDraft(**{"enterprises": (Named("一家新公司"),), "text": "x", **change}))
    assert set(refused.value.fields) == {field}
    assert count(session, Meeting) == 0
    assert session.scalar(select(Enterprise.id).where(Enterprise.name_zh == "一家新公司")) is None


def test_six_equal_submits_at_once_make_one_meeting(world, session, app):
    draft = MeetingDraft(enterprises=(Named("同时的公司"),), text="x", follow_ups=(FollowUpRow(text="y"),))

    def submit(_number):
        with app.app_context():
            return service.log(world.officer, draft, once="one key").id

    with ThreadPoolExecutor(6) as pool:
        made = set(pool.map(submit, range(6)))
    session.rollback()
    assert len(made) == 1
    assert (count(session, Meeting), count(session, FollowUp)) == (1, 1)
    assert session.scalar(select(func.count()).where(AuditEntry.action == "meeting.log")) == 1


def test_logging_forgets_the_half_written_form_and_a_refusal_keeps_it(world):
    drafts.keep(world.officer, service.LOG_FORM, {"text": ["谈得"]})
    with pytest.raises(Invalid):
        service.log(world.officer, MeetingDraft(enterprises=(999_999,), text="x"))
    assert drafts.find(world.officer, service.LOG_FORM)
    service.log(world.officer, MeetingDraft(enterprises=(world.sinopharm.id,), text="x"))
    assert drafts.find(world.officer, service.LOG_FORM) is None


def test_a_meeting_costs_the_same_statements_with_one_and_with_ten_of_everything(world, statements):
    officer = world.officer
    some = [enterprises.create(officer, EnterpriseDraft(name_zh=f"公司{number}有限公司")).id for number in range(10)]

    def cost(size):
        rows = tuple(FollowUpRow(text="y", owner_id=world.leader.id) for _ in range(size))
        draft = MeetingDraft(
            enterprises=(world.sinopharm.id, *some[:size]),
            text="x",
            ours=(world.leader.id, officer.person_id),
            theirs=(world.chairman.id,),
            follow_ups=rows,
        )
        with statements() as ran:
            service.log(officer, draft, once=f"key {size}")
        # SQLite inserts rows whose numbers it gives out one by one, without a way to anybody else
        return len([statement for statement in ran if not statement.startswith("INSERT INTO follow_ups")])

    assert cost(1) == cost(10) <= 18


def test_a_change_replaces_people_and_links_and_counts_as_a_version(world):
    draft = MeetingDraft(
        enterprises=(world.sinopharm.id,), text="x", ours=(world.leader.id,), theirs=(world.chairman.id,)
    )
    meeting = service.log(world.officer, draft)
    seen = meeting.version
    change = MeetingChange(enterprises=(world.rainbow.id,), text="x", ours=(world.officer.person_id,), version=seen)
    service.change(world.officer, meeting.id, change)
    again = queries.meetings.get(world.officer, meeting.id)
    assert again.version == seen + 1
    assert [link.enterprise_id for link in again.enterprise_links] == [world.rainbow.id]
    assert [ours.person_id for ours in again.ours] == [world.officer.person_id]
    assert again.theirs == []
    with pytest.raises(Conflict):
        service.change(world.officer, meeting.id, change)


def test_only_who_has_to_do_with_a_meeting_may_change_it(world, cast):
    meeting = service.log(world.officer, MeetingDraft(enterprises=(world.sinopharm.id,), text="x"))
    change = MeetingChange(enterprises=(world.sinopharm.id,), text="y", version=meeting.version)
    with pytest.raises(Forbidden):
        service.change(cast.actor(Role.OFFICER, name="别人"), meeting.id, change)
    assert service.change(cast.actor(Role.MANAGER), meeting.id, change).text == "y"


def test_a_cancelled_meeting_keeps_its_reason_and_takes_its_open_follow_ups_along(world):
    draft = MeetingDraft(
        enterprises=(world.sinopharm.id,), text="x", day=date(2022, 7, 20), follow_ups=(FollowUpRow(text="y"),)
    )
    meeting = service.log(world.officer, draft)
    service.cancel(world.officer, meeting.id, CancelDraft(reason="对方改期", version=meeting.version))
    again = queries.meetings.get(world.officer, meeting.id)
    assert again.status is MeetingStatus.CANCELLED
    assert queries.meetings.cancellation(again).details["reason"] == "对方改期"
    assert again.follow_ups[0].status is FollowUpStatus.CANCELLED
    with pytest.raises(Conflict):
        service.cancel(world.officer, meeting.id, CancelDraft(reason="again", version=again.version))


def test_an_archived_meeting_takes_its_follow_ups_along_and_brings_them_back(world):
    draft = MeetingDraft(enterprises=(world.sinopharm.id,), text="x", follow_ups=(FollowUpRow(text="y"),))
    meeting = service.log(world.officer, draft)
    service.archive(world.officer, meeting.id, meeting.version)
    filters = queries.follow_ups.FollowUpFilters()
    assert queries.follow_ups.LIST.count(queries.follow_ups.listing(world.officer, filters)) == 0
    again = queries.meetings.get(world.officer, meeting.id)
    service.restore(world.officer, meeting.id, again.version)
    assert queries.follow_ups.LIST.count(queries.follow_ups.listing(world.officer, filters)) == 1


def test_what_does_not_exist_cannot_be_changed(world):
    with pytest.raises(NotFound):
        service.archive(world.officer, 999_999, 1)
