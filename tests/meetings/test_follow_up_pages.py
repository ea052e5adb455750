"""The pages of follow-ups: what each reader can do from there, what is refused and keeps what was typed."""

import csv

import pytest

from app.kernel.permissions import Role
from app.meetings import service
from app.meetings.schemas import DueDraft, FollowUpDraft, NoteDraft
from tests.support.forms import post


@pytest.fixture
def manager(cast, world):
    return cast.actor(Role.MANAGER, unit="bureau", name="局领导")


@pytest.fixture
def boss(cast, manager):
    return cast.client(Role.MANAGER, unit="bureau", name="局领导")


@pytest.fixture
def officer(cast, world):
    return cast.client(Role.OFFICER, name="段若溪")


@pytest.fixture
def supervised(world, manager):
    draft = FollowUpDraft(
        text="协调用电增容", enterprise_id=world.sinopharm.id, due_on="2022-07-12", supervisor_id=manager.person_id
    )
    return service.promise(world.officer, draft)


def test_each_reader_is_offered_what_is_theirs_to_do(officer, boss, supervised):
    page = f"/follow-ups/{supervised.id}"
    mine, theirs = officer.get(page).text, boss.get(page).text
    assert f'action="{page}/submit"' in mine
    assert f'action="{page}/close"' not in mine
    assert f'action="{page}/close"' in theirs
    assert "逾期 3 个工作日" in mine  # Tuesday to Friday


def test_submitting_and_closing_by_form(officer, boss, supervised):
    page = f"/follow-ups/{supervised.id}"
    assert post(officer, f"{page}/submit", {"note": "供电局已受理"}, page=page).status_code == 303
    desk = boss.get("/").text
    assert "1 项待您销号" in desk
    waiting = boss.get("/follow-ups/?whose=supervised&status=submitted").text
    assert "协调用电增容" in waiting
    assert post(boss, f"{page}/close", {"outcome": "closed", "note": "同意销号"}, page=page).status_code == 303
    shown = officer.get(page).text
    assert "供电局已受理" in shown
    assert "同意销号" in shown
    assert f'action="{page}/reopen"' in shown


def test_a_refused_step_keeps_what_was_typed(boss, supervised):
    page = f"/follow-ups/{supervised.id}"
    refused = post(boss, f"{page}/close", {"outcome": "cancelled", "note": ""}, page=page)
    assert refused.status_code == 422
    stale = post(boss, f"{page}/postpone", {"due_on": "2022-08-01", "reason": "等批复", "version": "99"}, page=page)
    assert stale.status_code == 409
    assert "等批复" in stale.text


def test_giving_it_to_somebody_else(cast, officer, supervised):
    heir = cast.actor(Role.OFFICER, unit="other_section", name="接手人")
    page = f"/follow-ups/{supervised.id}/edit"
    form = officer.get(page)
    assert form.status_code == 200
    typed = {"text": "协调用电增容（二期）", "side": "park", "owner_id": str(heir.person_id)}
    assert post(officer, page, typed | {"supporters": "段若溪"}).status_code == 303
    shown = officer.get(f"/follow-ups/{supervised.id}").text
    assert "协调用电增容（二期）" in shown
    assert "接手人" in shown
    assert "督办人" in shown  # the supervision stays, though the form does not show it to the owner


def test_the_form_of_a_new_one_takes_supervisor_supporters_and_units(cast, officer, world, manager):
    typed = {
        "text": "办理消防备案",
        "enterprise_id": str(world.rainbow.id),
        "due_on": "2022-08-01",
        "supervisor_id": str(manager.person_id),
        "supporters": str(manager.person_id),
        "units": str(cast.unit("other_section").id),
    }
    made = post(officer, "/follow-ups/new", typed)
    assert made.status_code == 303
    shown = officer.get(made.location).text
    assert "局领导" in shown
    assert "other_section" in shown


@pytest.mark.parametrize(
    ("name", "value"), [("supervisor_id", "987654"), ("supporters", "987654"), ("units", "987654"), ("units", "x")]
)
def test_who_does_not_exist_is_refused_at_the_field(officer, world, name, value):
    typed = {"text": "x1", "enterprise_id": str(world.rainbow.id), "due_on": "2022-08-01", name: value}
    assert post(officer, "/follow-ups/new", typed).status_code == 422


def test_the_register_has_supervision_progress_and_working_days(boss, world, manager, supervised):
    service.note(world.officer, supervised.id, NoteDraft(text="已报供电局"))
    moved = DueDraft(due_on="2022-07-13", reason="等批复", version=supervised.version)
    service.postpone(world.officer, supervised.id, moved)
    text = boss.get("/follow-ups/export.csv?whose=all").data.decode("utf-8-sig")
    [row] = list(csv.DictReader(text.splitlines()))
    assert (row["督办人"], row["最近进展"], row["改期次数"], row["逾期工作日"]) == ("局领导", "已报供电局", "1", "2")
    assert boss.get("/follow-ups/export.xlsx?whose=all").status_code == 200


def test_lists_by_supervision_and_by_meeting(boss, officer, world, supervised):
    assert "协调用电增容" in boss.get("/follow-ups/?whose=supervised").text
    assert "协调用电增容" in officer.get("/follow-ups/?supervised=1").text
    assert "协调用电增容" not in officer.get("/follow-ups/?whose=all&meeting=987654").text
