"""The pages of a meeting's course, and next steps whose lines say whose they are: without scripts and by htmx."""

from datetime import date, timedelta
from html import unescape

import pytest
from sqlalchemy import select

from app.kernel import clock
from app.kernel.permissions import Role
from app.meetings import service
from app.meetings.models import FollowUp, Meeting, MeetingStatus
from app.meetings.schemas import MeetingDraft
from tests.support.forms import hidden_fields, post, token

HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(cast, world):
    return cast.client(Role.OFFICER, name="段若溪")


def log(world, **more):
    return service.log(world.officer, MeetingDraft(**{"projects": (world.park.id,), "text": "准备", **more}))


def typed(world, **more):
    return {"enterprises": [str(world.sinopharm.id)], "text": "谈得很好", "mode": "formal", "day": "2022-07-15", **more}


def test_without_scripts_owner_and_day_are_shown_before_anything_is_saved(browser, world, session):
    line = {"follow_ups-0-text": "寄投资指南 @段景川 周一前"}
    answer = post(browser, "/meetings/log", typed(world, **line))
    page = unescape(answer.text)
    assert answer.status_code == 200
    assert session.scalar(select(Meeting.id)) is None
    for said in ("请核对后保存", 'value="寄投资指南"', 'value="2022-07-18"', "段景川"):
        assert said in page
    shown = {
        "follow_ups-0-text": "寄投资指南",
        "follow_ups-0-seen": "寄投资指南",
        "follow_ups-0-owner_id": str(world.leader.id),
        "follow_ups-0-due_on": "2022-07-19",
    }
    fields = {**hidden_fields(answer.text), **typed(world, **shown)}
    assert browser.post("/meetings/log", data=fields).status_code == 303
    step = session.scalar(select(FollowUp))
    assert (step.text, step.owner_id, step.due_on) == ("寄投资指南", world.leader.id, date(2022, 7, 19))


def test_in_the_drawer_they_are_shown_while_one_types_and_saved_at_once(browser, world, session):
    asked = {"follow_ups-0-text": "寄投资指南 @djc 周一前"}
    shown = browser.get("/meetings/log/lines", query_string=asked, headers=HTMX).text
    assert "段景川" in shown
    assert "7月18日" in shown
    page = browser.get("/meetings/log", headers=HTMX).text
    saved = browser.post("/meetings/log", data={**hidden_fields(page), **typed(world, **asked)}, headers=HTMX)
    assert saved.status_code == 200
    step = session.scalar(select(FollowUp))
    assert (step.text, step.owner_id, step.due_on) == ("寄投资指南", world.leader.id, date(2022, 7, 18))


def test_a_name_that_nobody_bears_is_refused_at_its_line(browser, world, session):
    line = {"follow_ups-0-text": "寄投资指南 @没有的人"}
    answer = post(browser, "/meetings/log", typed(world, **line))
    assert answer.status_code == 422
    assert "没有叫" in unescape(answer.text)
    assert "没有叫" in unescape(browser.get("/meetings/log/lines", query_string={"steps": "@没有的人 寄"}).text)
    assert session.scalar(select(Meeting.id)) is None


def test_a_call_has_a_shorter_form_of_the_same_record(browser, world, session):
    page = browser.get("/meetings/log?short=1").text
    assert 'value="call" checked' in page
    assert 'name="place"' not in page
    assert post(browser, "/meetings/log?short=1", typed(world, mode="wechat")).status_code == 303
    assert session.scalar(select(Meeting.mode)) == "wechat"


def test_a_planned_visit_recurs(browser, world, session):
    plan = typed(world, day="2022-07-20", repeats="week", until="2022-08-03")
    answer = post(browser, "/meetings/log", plan)
    page = browser.get(answer.location.replace("/saved", "")).text
    assert session.scalars(select(Meeting.status)).all() == [MeetingStatus.PLANNED] * 3
    assert 'id="series"' in page
    assert post(browser, "/meetings/log", typed(world, day="2022-07-20", repeats="week")).status_code == 422


def test_a_meeting_is_held_then_final_then_amended(browser, world):
    meeting = log(world, time="10:40")
    page = f"/meetings/{meeting.id}"
    assert f"{page}/hold" not in browser.get(page).text
    clock.freeze(clock.now() + timedelta(minutes=15))
    assert f"{page}/hold" in browser.get(page).text
    held = post(browser, f"{page}/hold", {"text": "谈了投产", "steps": "寄投资指南 周五前"})
    assert held.status_code == 303
    assert "谈了投产" in browser.get(page).text
    assert post(browser, f"{page}/finalize", page=page).status_code == 303
    final = browser.get(page).text
    assert f"{page}/edit" not in final
    assert browser.get(f"{page}/edit").status_code == 409
    assert post(browser, f"{page}/amend", {"text": "", "reason": "笔误"}).status_code == 422
    assert post(browser, f"{page}/amend", {"text": "应为3亿元", "reason": "笔误"}).status_code == 303
    amended = browser.get(page).text
    for said in ("谈了投产", "应为3亿元", "笔误"):
        assert said in amended
    assert "应为3亿元" in browser.get(f"{page}/saved").text


def test_who_may_not_edit_a_meeting_decides_nothing_about_it(cast, world):
    meeting = log(world)
    stranger = cast.client(Role.OFFICER, name="别人")
    for verb in ("hold", "cancel", "amend"):
        assert stranger.get(f"/meetings/{meeting.id}/{verb}").status_code == 403
    sent = {"csrf_token": token(stranger), "version": "1"}
    assert stranger.post(f"/meetings/{meeting.id}/finalize", data=sent).status_code == 403
