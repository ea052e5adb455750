"""The desk shows what today asks, and nothing of others."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from app.activities import service as activities
from app.activities.schemas import ActivityDraft
from app.enterprises import service as enterprises
from app.enterprises.models import Enterprise
from app.enterprises.schemas import EnterpriseDraft
from app.kernel import clock
from app.meetings import service as meetings
from app.meetings.schemas import FollowUpDraft, MeetingDraft
from app.projects import service as projects
from app.projects.schemas import ProjectDraft
from tests.support.people import Cast


@pytest.fixture
def enterprise(cast: Cast) -> Enterprise:
    return enterprises.create(cast.actor("officer"), EnterpriseDraft(name_zh="昆明南疆制药有限公司"))


def promise(cast: Cast, enterprise: Enterprise, text: str, days: int) -> None:
    draft = FollowUpDraft(text=text, due_on=clock.today() + timedelta(days=days), enterprise_id=enterprise.id)
    meetings.promise(cast.actor("officer"), draft)


def test_overdue_stands_before_due_and_later_is_left_out(cast: Cast, enterprise: Enterprise) -> None:
    for text, days in (("今天到期", 0), ("逾期三天", -3), ("下个月", 40)):
        promise(cast, enterprise, text, days)
    desk = cast.client("officer").get("/").text
    assert desk.index("逾期三天") < desk.index("今天到期")
    assert "下个月" not in desk


def test_another_officer_sees_nothing_of_it(cast: Cast, enterprise: Enterprise) -> None:
    promise(cast, enterprise, "逾期三天", -3)
    assert "逾期三天" not in cast.client("officer", unit="other_section").get("/").text


def test_a_lead_waits_until_it_is_answered(cast: Cast, enterprise: Enterprise) -> None:
    officer = cast.actor("officer")
    projects.create(officer, ProjectDraft(name_zh="输液扩产", enterprise_id=enterprise.id))
    answered = ProjectDraft(name_zh="已答复的", enterprise_id=enterprise.id, answered_on=clock.today())
    projects.create(officer, answered)
    desk = cast.client("officer").get("/").text
    waiting = desk[desk.index('id="leads"') : desk.index('id="adrift"')]
    assert "输液扩产" in waiting
    assert "已答复的" not in waiting


def test_my_week_holds_the_meetings_i_take_part_in(cast: Cast, enterprise: Enterprise) -> None:
    meetings.log(cast.actor("officer"), MeetingDraft(title="选址会", text="看厂房", enterprises=(enterprise.id,)))
    assert "选址会" in cast.client("officer").get("/").text


def test_my_week_holds_the_activities_i_am_about_to_go_to_and_no_others(cast: Cast) -> None:
    officer, today = cast.actor("officer"), clock.today()
    for title, days in (("赴上海招商", 10), ("去年的推介会", -300)):
        draft = ActivityDraft(title=title, kind="tour", begins_on=today + timedelta(days=days))
        activities.create(officer, draft)
    desk = cast.client("officer").get("/").text
    assert "赴上海招商" in desk
    assert "去年的推介会" not in desk
    assert "赴上海招商" not in cast.client("officer", name="同事").get("/").text


def test_my_week_is_told_day_by_day(cast: Cast, enterprise: Enterprise) -> None:
    officer, today = cast.actor("officer"), clock.today()
    activities.create(officer, ActivityDraft(title="赴上海招商", kind="tour", begins_on=today + timedelta(days=10)))
    activities.create(
        officer, ActivityDraft(title="集中签约", kind="signing", begins_on=today - timedelta(days=today.weekday()))
    )
    meetings.log(officer, MeetingDraft(title="选址会", text="看厂房", enterprises=(enterprise.id,)))
    desk = cast.client("officer").get("/").text
    assert desk.index("集中签约") < desk.index("选址会") < desk.index("赴上海招商")


@pytest.mark.parametrize("role", ["officer", "head", "manager", "verifier", "policy_officer", "viewer", "auditor"])
def test_every_role_has_a_desk(cast: Cast, role: str) -> None:
    assert cast.client(role).get("/").status_code == 200


def test_the_desk_asks_as_much_for_fifty_follow_ups_as_for_five(
    cast: Cast, enterprise: Enterprise, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    client, counts = cast.client("officer"), []
    for more in (5, 45):
        for number in range(more):
            promise(cast, enterprise, f"事项{number}", number % 5)
        client.get("/")
        with statements() as ran:
            client.get("/")
        counts.append(len(ran))
    assert counts[0] == counts[1]
