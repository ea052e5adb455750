"""Pure rules: levels, statuses, titles on a day, and who may change what."""

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from app.enterprises.models import Contact, ContactPost
from app.kernel.permissions import Actor, Held, Role, Scope
from app.meetings import rules
from app.meetings.models import FollowUp, FollowUpStatus, Meeting, MeetingOurs
from app.meetings.rules import follow_ups as steps
from app.meetings.schemas import CloseDraft, MeetingDraft, Named

TODAY = date(2022, 7, 15)


def actor(role: Role, *, number: int = 1, units: frozenset[int] | None = frozenset()) -> Actor:
    scope = Scope.ALL if units is None else Scope.UNIT if units else Scope.OWN
    return Actor(id=number, person_id=number * 10, name="x", unit_id=7, held=(Held(role, scope, units),))


def test_a_meeting_is_on_the_level_of_its_highest_participant():
    assert rules.level_of([("department", "招商专员"), ("committee", "副主任")]) == "leader"
    assert rules.level_of([("department", "招商专员"), ("bureau", "局长")]) == "head"
    assert rules.level_of([("park", "园区管理办公室主任")]) == "head"
    assert rules.level_of([("department", "招商专员")]) == "officer"
    assert rules.level_of([]) == "officer"


def test_a_contact_has_the_title_of_the_post_held_on_the_day():
    contact = Contact(id=1, enterprise_id=5, title_zh="董事长")
    posts = [
        ContactPost(contact_id=1, enterprise_id=4, title_zh="总经理", since=None, until=date(2021, 3, 1)),
        ContactPost(contact_id=1, enterprise_id=5, title_zh="董事长", since=date(2021, 3, 1), until=None),
    ]
    assert rules.title_on(contact, posts, {5}, date(2021, 3, 1)) == "董事长"
    assert rules.title_on(contact, posts, {5}, date(2021, 2, 28)) is None
    assert rules.title_on(contact, posts, {4, 5}, date(2021, 2, 28)) == "总经理"


def test_a_contact_without_dated_posts_has_always_been_where_they_are():
    contact = Contact(id=1, enterprise_id=5, title_zh="经理")
    assert rules.title_on(contact, [], {5}, date(1999, 1, 1)) == "经理"
    assert rules.title_on(contact, [], {6}, TODAY) is None


def test_logger_participants_and_leading_people_in_reach_may_edit():
    meeting = Meeting(logged_by_id=1, unit_id=7, ours=[MeetingOurs(person_id=20)])
    assert rules.may_edit(actor(Role.OFFICER, number=1), meeting)
    assert rules.may_edit(actor(Role.OFFICER, number=2), meeting)
    assert not rules.may_edit(actor(Role.OFFICER, number=3), meeting)
    assert rules.may_edit(actor(Role.HEAD, number=3, units=frozenset({7})), meeting)
    assert not rules.may_edit(actor(Role.HEAD, number=3, units=frozenset({8})), meeting)
    assert rules.may_edit(actor(Role.MANAGER, number=3, units=None), meeting)
    assert not rules.may_edit(actor(Role.VIEWER, number=2, units=None), meeting)


def test_owner_creator_and_leading_people_in_reach_may_settle_a_follow_up():
    follow_up = FollowUp(owner_id=10, created_by_id=2, unit_id=7, status=FollowUpStatus.OPEN)
    assert steps.may_settle(actor(Role.OFFICER, number=1), follow_up)
    assert steps.may_settle(actor(Role.OFFICER, number=2), follow_up)
    assert not steps.may_settle(actor(Role.OFFICER, number=3), follow_up)
    assert steps.may_settle(actor(Role.HEAD, number=3, units=frozenset({7})), follow_up)


@pytest.mark.parametrize(("days", "span"), [(-1, "overdue"), (0, "today"), (1, "week"), (7, "week"), (8, "later")])
def test_open_follow_ups_are_grouped_by_how_near_their_day_is(days, span):
    assert steps.span_of(TODAY + timedelta(days=days), TODAY, TODAY) == span


def test_the_search_column_holds_names_with_initials_and_only_the_words_of_the_text():
    column = rules.search_column(["国药控股"], "谈到家用医疗设备，尽快投产" + "长" * 500)
    assert "gykg" in column
    assert "家 用 医 疗 设 备" in column
    assert "jyylsb" not in column
    assert column.count("长") < 200


def test_a_pick_is_a_number_or_a_name():
    draft = MeetingDraft(enterprises=["12", "new:国药控股", "云南彩虹", "12", " "], text="x")
    assert draft.enterprises == (12, Named("国药控股"), Named("云南彩虹"))


@pytest.mark.parametrize("bad", ["0", "9" * 30, "new:", "x", "\ud800x", "a\x00b", "长" * 121])
def test_a_pick_that_is_neither_is_refused(bad):
    with pytest.raises(ValidationError):
        MeetingDraft(enterprises=[bad], text="x")


def test_whom_and_what_is_all_that_a_meeting_needs_and_both_are_asked_for_at_once():
    with pytest.raises(ValidationError) as refused:
        MeetingDraft(text="")
    assert {flaw["loc"] for flaw in refused.value.errors()} == {("enterprises",), ("text",)}
    assert MeetingDraft(projects=(1,), text="x").enterprises == ()


def test_what_is_no_longer_needed_asks_for_a_reason_and_what_is_done_does_not():
    assert CloseDraft(version=1).outcome == "closed"
    with pytest.raises(ValidationError):
        CloseDraft(outcome="cancelled", version=1)
