"""The pages of activities, used without scripts."""

import csv
import io
from datetime import date

import pytest

from app.kernel.permissions import Role
from tests.support.forms import hidden_fields, post

TODAY = date(2022, 7, 15)


@pytest.fixture
def browser(cast, world):
    return cast.client(Role.OFFICER, name="段若溪")


def filled(world, **more):
    return {
        "title": "赴上海招商",
        "kind": "tour",
        "begins_on": "2022-07-15",
        "ends_on": "2022-07-17",
        "place": "上海",
        "leader_id": str(world.leader.id),
        "people": [str(world.officer.person_id)],
        "enterprises": [str(world.sinopharm.id), "new:一家新公司"],
        "meetings": [str(world.meeting.id)],
        "leads": [str(world.base.id)],
        "signings": [str(world.park.id)],
        "itinerary": "15日 拜访国药控股\n16日 推介",
        "outcome": "签约一个项目",
        **more,
    }


def test_an_activity_is_written_down_and_shows_what_came_of_it(browser, world):
    answer = post(browser, "/activities/new", filled(world))
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    for said in ("赴上海招商", "一家新公司", "医药健康产业园", "血液制品基地", "拜访国药控股", "段景川", "3 亿元"):
        assert said in page


def test_a_refused_form_keeps_everything_that_was_typed(browser, world):
    answer = post(browser, "/activities/new", filled(world, ends_on="2022-07-01"))
    assert answer.status_code == 422
    for said in ("国药控股股份有限公司", "一家新公司", "拜访国药控股", "段景川", "2022-07-01", "16日 推介"):
        assert said in answer.text


def test_a_signing_that_counts_elsewhere_is_told_at_its_field(browser, world):
    world.create(title="先到的", signings=(world.park.id,))
    answer = post(browser, "/activities/new", filled(world))
    assert answer.status_code == 422
    assert "签约已计入其他活动" in answer.text


def test_two_editors_are_shown_what_differs(browser, world):
    number = world.create().id
    address = f"/activities/{number}/edit"
    stale = browser.get(address)
    assert post(browser, address, filled(world, place="上海浦东")).status_code == 303
    answer = browser.post(address, data=hidden_fields(stale.text) | filled(world, place="上海虹桥"))
    assert answer.status_code == 409
    assert "上海浦东" in answer.text
    assert "上海虹桥" in answer.text


def test_the_paper_and_the_text_for_a_chat_say_the_same(browser, world):
    number = post(browser, "/activities/new", filled(world)).location.rsplit("/", 1)[1]
    page = browser.get(f"/activities/{number}/paper").text
    plain = page.split('id="paper-plain">')[1].split("</pre>")[0]
    sheet = page.split("</article>", maxsplit=1)[0]
    for said in ("赴上海招商", "2022年7月15日 – 2022年7月17日", "15日 拜访国药控股", "医药健康产业园", "3 亿元"):
        assert said in plain
        assert said in sheet


def test_the_register_has_a_line_for_each_activity(browser, world):
    world.create(signings=(world.park.id,), leads=(world.base.id,), leader_id=world.leader.id)
    [line] = csv.DictReader(io.StringIO(browser.get("/activities/export.csv").data.decode("utf-8-sig")))
    assert line["标题"] == "赴上海招商"
    assert line["类别"] == "外出招商"
    assert line["带队领导"] == "段景川"
    assert line["对接企业"] == "国药控股股份有限公司"
    assert line["签约项目"] == "医药健康产业园"
    assert line["签约项目数"] == "1"
    assert line["签约总投资（元）"] == "300000000"


def test_the_list_asks_as_often_for_fifty_activities_as_for_five(browser, world, statements):
    def asked() -> int:
        with statements() as ran:
            browser.get("/activities/")
        return len(ran)

    for number in range(5):
        world.create(title=f"活动{number}")
    asked()
    few = asked()
    for number in range(45):
        world.create(title=f"活动{number + 5}")
    assert asked() == few


def test_the_activity_stands_on_the_timelines_of_its_enterprise_and_project(browser, world):
    world.create(signings=(world.park.id,))
    assert "赴上海招商" in browser.get(f"/enterprises/{world.sinopharm.id}?kind=activity").text
    assert "赴上海招商" in browser.get(f"/projects/{world.park.id}?happened=activity").text


def test_meetings_are_offered_around_the_days_of_the_form(browser, world):
    assert "拜访国药控股" in browser.get("/activities/meetings?q=&begins_on=2022-07-16").text
    assert "拜访国药控股" not in browser.get("/activities/meetings?q=&begins_on=2022-09-16").text
    assert "拜访国药控股" in browser.get("/activities/meetings?q=bfgykg&begins_on=2022-09-16").text


def test_the_list_is_narrowed_by_every_filter_and_its_file_with_it(browser, world):
    world.create(leads=(world.park.id,))
    for asked in ("type=tour", f"enterprise={world.sinopharm.id}", f"project={world.park.id}", "mine=1", "q=上海"):
        page = browser.get(f"/activities/?{asked}&since=2022-07-01&until=2022-07-31")
        assert "赴上海招商" in page.text
        assert "/activities/export.xlsx?" in page.text
        assert "赴上海招商" in browser.get(f"/activities/export.csv?{asked}").data.decode("utf-8-sig")
    assert "赴上海招商" not in browser.get("/activities/?type=signing").text
