"""The pages of meetings and follow-ups, used without scripts and by htmx."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from html import unescape

import pytest
from sqlalchemy import func, select

from app.enterprises.models import Enterprise
from app.kernel import drafts
from app.kernel.permissions import Role
from app.meetings import queries, service
from app.meetings.models import FollowUp, FollowUpStatus, Meeting, Side
from app.meetings.schemas import FollowUpRow, MeetingDraft
from tests.support.forms import hidden_fields, post, token

TODAY = date(2022, 7, 15)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(cast, world):
    return cast.client(Role.OFFICER, name="段若溪")


@pytest.fixture
def meeting(world):
    draft = MeetingDraft(
        projects=(world.park.id,),
        text="深化医疗器械合作",
        ours=(world.leader.id, world.officer.person_id),
        theirs=(world.chairman.id,),
        follow_ups=(
            FollowUpRow(text="推动园区尽快投产"),
            FollowUpRow(text="推荐更多项目", side=Side.ENTERPRISE, counterpart=world.chairman.id),
        ),
    )
    return service.log(world.officer, draft)


def count(session, model):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


def filled(**more):
    return {"enterprises": ["new:一家新公司"], "text": "谈得很好", "mode": "formal", "day": "2022-07-15", **more}


def test_the_form_stands_in_the_order_of_the_work(browser):
    page = browser.get("/meetings/log").text
    names = ["enterprises", "projects", "text", "mode", "day", "ours", "theirs", "follow_ups-0-text", "place", "level"]
    places = [page.index(f'name="{name}"') for name in names]
    assert places == sorted(places)
    assert page.index('name="is_confidential"') < page.index('type="submit" class="button primary"')


def test_a_meeting_is_logged_without_scripts(browser, session):
    answer = post(browser, "/meetings/log", filled(**{"follow_ups-0-text": "寄资料", "follow_ups-0-side": "park"}))
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert "一家新公司" in page
    assert "寄资料" in page
    assert count(session, Meeting) == count(session, FollowUp) == 1


def test_the_drawer_answers_with_its_content_only(browser):
    page = browser.get("/meetings/log", headers=HTMX).text
    assert "<html" not in page
    assert 'name="text"' in page
    saved = browser.post("/meetings/log", data={**hidden_fields(page), **filled()}, headers=HTMX)
    assert saved.status_code == 200
    assert "<html" not in saved.text
    assert "data-copy" in saved.text
    assert "toast" in saved.headers["HX-Trigger"]


def test_the_address_fills_in_what_the_meeting_is_about(browser, world):
    page = browser.get(f"/meetings/log?project={world.park.id}&enterprise={world.sinopharm.id}").text
    assert "医药健康产业园" in page
    assert "国药控股股份有限公司" in page


def test_after_a_meeting_about_a_project_the_way_leads_on(browser, world, session):
    answer = post(browser, "/meetings/log", filled(projects=[str(world.park.id)]))
    page = browser.get(answer.location).text
    assert f"/projects/{world.park.id}/move" in page


def test_a_refused_form_keeps_everything_that_was_typed(browser, world, session):
    typed = filled(
        enterprises=["new:一家新公司", str(world.rainbow.id)],
        projects=[str(world.park.id)],
        text="",
        mode="call",
        day="2022-02-31",
        time="25:99",
        ours=[str(world.leader.id)],
        theirs=["new:赵新来"],
        place="昆明",
        topics="选址",
        is_confidential="y",
        **{
            "follow_ups-0-text": "寄资料",
            "follow_ups-0-side": "enterprise",
            "follow_ups-0-owner_id": str(world.leader.id),
            "follow_ups-0-counterpart": "new:赵新来",
            "follow_ups-0-due_on": "someday",
            "follow_ups-1-text": "再联系",
        },
    )
    answer = post(browser, "/meetings/log", typed)
    page = unescape(answer.text)
    assert answer.status_code == 422
    for said in ("一家新公司", "云南彩虹生物科技有限公司", "医药健康产业园", "段景川", "赵新来", "昆明", "选址"):
        assert said in page
    for value in ("new:一家新公司", "new:赵新来", "2022-02-31", "25:99", "someday", "寄资料", "再联系"):
        assert f'value="{value}"' in page
    assert 'value="call" checked' in page
    assert 'value="enterprise" checked' in page
    for said in ("没有这一天", "2022-07-15", "14:30"):
        assert said in page or "There is no such day" in page
    assert count(session, Meeting) == 0
    assert session.scalar(select(Enterprise.id).where(Enterprise.name_zh == "一家新公司")) is None


@pytest.mark.parametrize(
    "bad",
    [
        {"text": "长" * 20_001},
        {"text": "a\x00b"},
        {"day": "15/07/2022"},
        {"day": "9999-99-99"},
        {"time": "noon"},
        {"mode": "telepathy"},
        {"level": "\ud800".encode("utf-8", "surrogatepass")},
        {"enterprises": ["99999999999999999999"]},
        {"enterprises": ["0"]},
        {"projects": ["424242"]},
        {"ours": ["424242"]},
        {"theirs": ["-1"]},
        {"title": "x" * 300},
        {"enterprises": [f"new:公司{n}" for n in range(61)]},
        {"follow_ups-0-text": "y", "follow_ups-0-owner_id": "424242"},
        {"follow_ups-0-text": "y", "follow_ups-0-due_on": "1800-01-01"},
        {"follow_ups-0-text": "y", "follow_ups-0-side": "nobody"},
        {"follow_ups-99-text": "长" * 201},
    ],
)
def test_bad_input_is_refused_in_the_form_and_nothing_is_written(browser, session, bad):
    answer = post(browser, "/meetings/log", filled(**bad))
    assert answer.status_code == 422
    assert count(session, Meeting) == 0


def test_six_equal_submits_make_one_meeting(browser, session, app):
    page = browser.get("/meetings/log").text
    data = {**hidden_fields(page), **filled()}
    cookie = browser.get_cookie("luodi_session")

    def submit(_number):
        other = app.test_client()
        other.set_cookie("luodi_session", cookie.value)
        return other.post("/meetings/log", data=data).status_code

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(submit, range(6))) == {303}
    assert count(session, Meeting) == 1


def test_a_half_written_form_survives_a_closed_tab_until_it_is_saved(browser, world):
    page = browser.get("/meetings/log").text
    once = hidden_fields(page)["once"]
    half = {
        "csrf_token": token(browser),
        "once": once,
        "text": "谈到一半",
        "enterprises": "new:半个公司",
        "follow_ups-1-text": "第二步",
    }
    assert browser.post("/meetings/log/draft", data=half).status_code == 204
    again = browser.get("/meetings/log").text
    for said in ("谈到一半", "半个公司", "第二步", "/meetings/log/start-over"):
        assert said in again
    assert post(browser, "/meetings/log", filled()).status_code == 303
    assert "谈到一半" not in browser.get("/meetings/log").text


def test_a_draft_that_arrives_after_its_form_was_saved_is_not_kept(browser, world):
    page = browser.get("/meetings/log").text
    data = {**hidden_fields(page), **filled()}
    assert browser.post("/meetings/log", data=data).status_code == 303
    assert browser.post("/meetings/log/draft", data=data).status_code == 204
    assert drafts.find(world.officer, service.LOG_FORM) is None


def test_starting_over_forgets_the_draft(browser, world):
    drafts.keep(world.officer, service.LOG_FORM, {"text": ["谈到一半"]})
    answer = browser.post(
        f"/meetings/log/start-over?enterprise={world.rainbow.id}", data={"csrf_token": token(browser)}
    )
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert "谈到一半" not in page
    assert "云南彩虹" in page


def test_an_untouched_form_leaves_no_draft(browser, world):
    browser.post("/meetings/log/draft", data={"csrf_token": token(browser), "mode": "call", "text": " "})
    assert drafts.find(world.officer, service.LOG_FORM) is None


def test_one_more_row_comes_with_the_button_for_the_next(browser):
    answer = browser.get("/meetings/log/row?number=3", headers=HTMX).text
    assert 'name="follow_ups-3-text"' in answer
    assert "number=4" in answer
    assert browser.get("/meetings/log/row?number=9999999999", headers=HTMX).status_code == 200


def test_contacts_are_offered_from_the_chosen_enterprises_on_the_chosen_day(browser, world):
    address = f"/meetings/log/contacts?enterprises={world.sinopharm.id}&enterprises=new:x&day="
    assert "于清明" in browser.get(address + "2022-07-15").text
    assert "于清明" not in browser.get(address + "2021-01-01").text
    assert "于清明" in browser.get(f"/meetings/log/contacts?projects={world.park.id}").text
    assert "于清明" not in browser.get(f"/meetings/log/contacts?enterprises={world.rainbow.id}&day=never").text


def test_projects_are_offered_from_the_chosen_enterprise(browser, world):
    assert "医药健康产业园" in browser.get(f"/meetings/log/projects?enterprises={world.sinopharm.id}").text
    assert "医药健康产业园" not in browser.get(f"/meetings/log/projects?enterprises={world.rainbow.id}").text


def test_the_page_names_both_sides_with_their_posts_and_every_promise(browser, meeting):
    page = browser.get(f"/meetings/{meeting.id}").text
    for said in ("段景川", "管委会", "主任", "于清明", "董事长", "推动园区尽快投产", "推荐更多项目", "医药健康产业园"):
        assert said in page
    assert page.index("段景川") < page.index("段若溪", page.index("段景川"))


def test_a_stale_edit_keeps_what_was_typed_beside_what_others_saved(browser, meeting, world, session):
    first = browser.get(f"/meetings/{meeting.id}/edit").text
    data = {**hidden_fields(first), **filled(enterprises=[str(world.sinopharm.id)], title="标题", level="leader")}
    assert browser.post(f"/meetings/{meeting.id}/edit", data={**data, "text": "别人写的"}).status_code == 303
    late = browser.post(f"/meetings/{meeting.id}/edit", data={**data, "text": "我写的"})
    assert late.status_code == 409
    assert "我写的" in late.text
    assert "别人写的" in late.text
    data["version"] = hidden_fields(late.text)["version"]
    assert browser.post(f"/meetings/{meeting.id}/edit", data={**data, "text": "我写的"}).status_code == 303


@pytest.mark.parametrize("version", ["", "x", "0", "-1", "99999999999999999999", "1e3"])
def test_a_forged_version_is_refused(browser, meeting, version):
    page = browser.get(f"/meetings/{meeting.id}/edit").text
    data = {**hidden_fields(page), **filled(), "version": version}
    assert browser.post(f"/meetings/{meeting.id}/edit", data=data).status_code in {409, 422}


def test_a_planned_meeting_is_cancelled_with_a_reason_that_its_page_shows(browser, world):
    draft = MeetingDraft(enterprises=(world.sinopharm.id,), text="x", day=TODAY + timedelta(days=3))
    planned = service.log(world.officer, draft)
    address = f"/meetings/{planned.id}/cancel"
    assert post(browser, address, {"reason": ""}).status_code == 422
    assert post(browser, address, {"reason": "对方改期"}).status_code == 303
    assert "对方改期" in browser.get(f"/meetings/{planned.id}").text


def test_a_head_archives_and_restores_and_an_officer_may_not(cast, browser, meeting):
    head = cast.client(Role.HEAD)
    page = f"/meetings/{meeting.id}"
    assert post(head, f"{page}/archive", page=page).status_code == 303
    assert "archived" not in head.get("/meetings/").text or meeting.title not in head.get("/meetings/").text
    assert meeting.title in head.get("/meetings/?archived=1").text
    assert post(head, f"{page}/restore", page=page).status_code == 303
    assert meeting.title in head.get("/meetings/").text
    assert post(browser, f"{page}/archive", page=page).status_code == 403


def test_the_list_costs_the_same_with_5_and_with_50_rows(browser, world, statements):
    def cost(address):
        with statements() as ran:
            assert browser.get(address).status_code == 200
        return len(ran)

    def log(times):
        for number in range(times):
            draft = MeetingDraft(
                enterprises=(world.sinopharm.id, world.rainbow.id),
                text="x",
                ours=(world.leader.id,),
                follow_ups=(FollowUpRow(text=f"y{number}"),),
            )
            service.log(world.officer, draft)

    log(5)
    cost("/meetings/")  # the first request of a worker also reads what later ones know
    few = [cost("/meetings/"), cost("/follow-ups/")]
    log(45)
    assert [cost("/meetings/"), cost("/follow-ups/")] == few


@pytest.mark.parametrize(
    ("filters", "is_found"),
    [
        ("q=国药", True),
        ("q=gykg", True),
        ("q=Sinopharm", True),
        ("q=段景川", True),
        ("q=医疗器械", True),
        ("q=没有", False),
        ("q=%22*(", False),
        ("since=2022-07-15&until=2022-07-15", True),
        ("until=2022-07-14", False),
        ("since=2022-07-16", False),
        ("mode=formal", True),
        ("mode=call", False),
        ("level=leader", True),
        ("status=planned", False),
        ("mine=1", True),
        ("enterprise=99", False),
        ("project=99", False),
        ("unit=99", False),
        ("jump=2022-07-15", True),
        ("jump=2022-07-15&order=oldest", True),
        ("jump=nonsense", True),
        ("since=nonsense&status=odd&unit=x", True),
    ],
)
def test_the_list_is_narrowed_by_its_filters(browser, meeting, filters, is_found):
    page = browser.get(f"/meetings/?{filters}")
    assert page.status_code == 200
    assert (f'/meetings/{meeting.id}"' in page.text) is is_found


def test_pages_of_the_list_follow_each_other(browser, world):
    for number in range(55):
        draft = MeetingDraft(
            enterprises=(world.sinopharm.id,), text="x", title=f"第{number}次", day=TODAY - timedelta(days=number // 3)
        )
        service.log(world.officer, draft)
    for order in ("newest", "oldest"):
        first = browser.get(f"/meetings/?order={order}").text
        at = unescape(first.split("at=")[1].split('"')[0])
        second = browser.get(f"/meetings/?order={order}&at={at.split('&')[0]}").text
        titles = {f">第{number}次<" for number in range(55)}
        seen = [{title for title in titles if title in page} for page in (first, second)]
        assert len(seen[0]) == 50
        assert not seen[0] & seen[1]
        assert seen[0] | seen[1] == titles


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_both_lists_leave_the_house_as_filtered(browser, meeting, kind):
    for address in ("/meetings/export", "/follow-ups/export"):
        answer = browser.get(f"{address}.{kind}")
        assert answer.status_code == 200
        assert answer.data
    assert browser.get("/meetings/export.pdf").status_code == 404


def test_the_register_of_meetings_names_everybody_in_order(browser, meeting):
    text = browser.get("/meetings/export.csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 2
    assert "段景川、段若溪" in rows[1]
    assert "于清明" in rows[1]
    assert "国药控股股份有限公司" in rows[1]


def test_follow_ups_are_listed_by_whose_they_are(cast, browser, meeting):
    assert "推动园区尽快投产" in browser.get("/follow-ups/").text
    colleague = cast.client(Role.OFFICER, name="同事")
    assert "推动园区尽快投产" not in colleague.get("/follow-ups/").text
    assert "推动园区尽快投产" in colleague.get("/follow-ups/?whose=unit").text
    outsider = cast.client(Role.OFFICER, unit="other_section")
    assert "推动园区尽快投产" not in outsider.get("/follow-ups/?whose=unit").text
    assert "推动园区尽快投产" in outsider.get("/follow-ups/?whose=all").text


@pytest.mark.parametrize(
    ("filters", "is_found"),
    [
        ("side=park", True),
        ("side=enterprise", False),
        ("due=overdue", False),
        ("due=week", True),
        ("q=投产", True),
        ("q=国药", True),
        ("q=50%25_", False),
        ("status=closed", False),
        ("order=late", True),
        ("jump=2022-07-22", True),
        ("enterprise=99", False),
    ],
)
def test_follow_ups_are_narrowed_by_the_filters(browser, meeting, filters, is_found):
    page = browser.get(f"/follow-ups/?{filters}")
    assert page.status_code == 200
    assert ("推动园区尽快投产" in page.text) is is_found


def test_a_follow_up_is_closed_with_a_note(browser, meeting, session):
    number = meeting.follow_ups[0].id
    page = f"/follow-ups/{number}"
    assert post(browser, f"{page}/close", {"outcome": "closed", "note": "已投产"}, page=page).status_code == 303
    session.rollback()
    follow_up = session.get(FollowUp, number)
    assert (follow_up.status, follow_up.closed_on, follow_up.closing_note) == (FollowUpStatus.CLOSED, TODAY, "已投产")
    assert "已投产" in browser.get(page).text
    late = browser.post(f"{page}/close", data={"csrf_token": token(browser), "outcome": "closed", "version": "1"})
    assert late.status_code == 409


def test_what_is_no_longer_needed_says_why(browser, meeting):
    page = f"/follow-ups/{meeting.follow_ups[0].id}"
    assert post(browser, f"{page}/close", {"outcome": "cancelled", "note": " "}, page=page).status_code == 422


def test_another_day_needs_a_reason_and_the_first_stays(browser, meeting, session):
    number = meeting.follow_ups[0].id
    page = f"/follow-ups/{number}"
    answer = post(browser, f"{page}/postpone", {"due_on": "2022-08-30", "reason": ""}, page=page)
    assert answer.status_code == 422
    assert "2022-08-30" in answer.text
    answer = post(browser, f"{page}/postpone", {"due_on": "2022-08-30", "reason": "等批复"}, page=page)
    assert answer.status_code == 303
    session.rollback()
    follow_up = session.get(FollowUp, number)
    assert (follow_up.due_on, follow_up.first_due_on) == (date(2022, 8, 30), TODAY + timedelta(days=7))
    assert "等批复" in browser.get(page).text


def test_only_owner_creator_and_their_head_settle_a_follow_up(cast, meeting):
    page = f"/follow-ups/{meeting.follow_ups[0].id}"
    stranger = cast.client(Role.OFFICER, name="别人")
    assert 'id="close"' not in stranger.get(page).text
    data = {"csrf_token": token(stranger), "outcome": "closed", "version": "1"}
    assert stranger.post(f"{page}/close", data=data).status_code == 403
    assert post(cast.client(Role.HEAD), f"{page}/close", {"outcome": "closed"}, page=page).status_code == 303


def test_a_follow_up_is_written_down_without_a_meeting(browser, world, session):
    page = f"/follow-ups/new?enterprise={world.sinopharm.id}"
    data = {
        "text": "落实批示",
        "enterprise_id": str(world.sinopharm.id),
        "source": "instruction",
        "side": "park",
        "due_on": "2022-07-20",
    }
    assert post(browser, page, {**data, "text": ""}).status_code == 422
    answer = post(browser, page, data)
    assert answer.status_code == 303
    assert "落实批示" in browser.get(answer.location).text
    nobody = {name: value for name, value in data.items() if name != "enterprise_id"}
    assert post(browser, "/follow-ups/new", nobody).status_code == 422
    assert count(session, FollowUp) == 1


def test_a_follow_up_is_added_to_a_meeting(browser, meeting, session):
    answer = post(browser, f"/follow-ups/new?meeting={meeting.id}", {"text": "补一条", "due_on": "2022-07-20"})
    assert answer.status_code == 303
    session.rollback()
    added = session.scalar(select(FollowUp).where(FollowUp.text == "补一条"))
    assert (added.meeting_id, added.source) == (meeting.id, "meeting")
    assert added.project_id == meeting.follow_ups[0].project_id


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_answer_in_both_languages(cast, browser, meeting, language):
    browser.post("/language", data={"csrf_token": token(browser), "locale": language})
    for address in (
        "/meetings/",
        f"/meetings/{meeting.id}",
        f"/meetings/{meeting.id}/edit",
        f"/meetings/{meeting.id}/saved",
        "/meetings/log",
        "/follow-ups/",
        f"/follow-ups/{meeting.follow_ups[0].id}",
        "/follow-ups/new",
    ):
        assert browser.get(address).status_code == 200


def test_what_does_not_exist_is_not_found(browser):
    for address in ("/meetings/424242", "/meetings/424242/edit", "/follow-ups/424242", "/meetings/424242/saved"):
        assert browser.get(address).status_code == 404


def test_a_viewer_reads_and_writes_nothing(cast, meeting):
    viewer = cast.client(Role.VIEWER)
    assert viewer.get("/meetings/").status_code == 200
    for address in ("/meetings/log", f"/meetings/{meeting.id}/edit", "/follow-ups/new"):
        assert viewer.get(address).status_code == 403
    assert viewer.get("/meetings/export.csv").status_code == 403


def test_desk_queries_know_the_week_and_what_is_overdue(world, meeting):
    week = queries.my_week(world.officer, TODAY - timedelta(days=4), TODAY + timedelta(days=2))
    assert [row.id for row in week] == [meeting.id]
    due = queries.due_follow_ups(world.officer, TODAY + timedelta(days=7))
    assert [row.text for row in due] == ["推动园区尽快投产", "推荐更多项目"]
    assert queries.count_overdue(world.officer) == 0


def test_the_list_of_follow_ups_is_copied_as_plain_text(browser, meeting):
    text = browser.get("/follow-ups/").text.split('id="wechat">')[1].split("</pre>")[0]
    assert text.startswith("待办事项 · 我的 · ")
    assert "1. 推动园区尽快投产（医药健康产业园，我方承诺，段若溪，" in unescape(text)
    assert "2. 推荐更多项目（医药健康产业园，对方承诺，于清明，段若溪，" in unescape(text)
