"""Nothing that was typed into the log form is ever lost, and nothing is written twice."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import func, select

from app.enterprises.models import Enterprise
from app.kernel.db import Model, db
from app.meetings.models import Meeting
from tests.support.steps import add_step, pick

NEW_ENTERPRISE = "昆明新朋友医疗器械有限公司"
NEW_PERSON = "新来的陈经理"
SAID = "有意在空港园区设厂，下周来看厂房。"


@pytest.fixture
def count(sample_app: Flask) -> Callable[[type[Model]], int]:
    """How many records of a kind there are."""

    def count(model: type[Model]) -> int:
        with sample_app.app_context():
            return db.session.scalar(select(func.count()).select_from(model)) or 0

    return count


def open_drawer(page: Page) -> Locator:
    page.goto("/")
    page.keyboard.press("m")
    drawer = page.locator("dialog#log")
    expect(drawer.locator("#log-enterprises")).to_be_focused()
    return drawer


def write_all(drawer: Locator) -> None:
    """A new enterprise and a new person by name, one of ours, and two next steps."""
    drawer.locator("#log-enterprises").fill(NEW_ENTERPRISE)
    drawer.locator("[name=text]").fill(SAID)
    pick(drawer, "ours", "hrl", "和若岚")
    drawer.locator("#log-theirs").fill(NEW_PERSON)
    add_step(drawer, 0, "寄送投资指南", due_in=3)
    add_step(drawer, 1, "发来设备清单", due_in=7, owner=("mxt", "木晓棠"))


def expect_all(drawer: Locator) -> None:
    tokens = drawer.locator("[data-token]")
    for field, names in {
        "enterprises": [NEW_ENTERPRISE],
        "ours": ["段若溪", "和若岚"],
        "theirs": [NEW_PERSON],
        "follow_ups-1-owner_id": ["木晓棠"],
    }.items():
        expect(tokens.filter(has=drawer.page.locator(f"[name={field}]"))).to_have_text(names)
    expect(drawer.locator("[name=text]")).to_have_value(SAID)
    expect(drawer.locator("[name=follow_ups-0-text]")).to_have_value("寄送投资指南")
    expect(drawer.locator("[name=follow_ups-0-due_on]")).to_have_value("2022-07-18")
    expect(drawer.locator("[name=follow_ups-1-text]")).to_have_value("发来设备清单")


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_do(open_page, count):
    page = open_page("officer")
    drawer = open_drawer(page)
    write_all(drawer)
    day = drawer.locator("[name=day]")
    day.fill("2022-02-31")
    meetings = count(Meeting)
    page.keyboard.press("Control+Enter")

    summary = drawer.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(day).to_have_value("2022-02-31")
    expect(day).to_have_attribute("aria-invalid", "true")
    expect_all(drawer)
    assert count(Meeting) == meetings

    summary.get_by_role("link").click()
    expect(day).to_be_focused()
    day.fill("2022-07-14")
    page.keyboard.press("Control+Enter")
    drawer.locator("a.primary").click()
    expect(page.locator(".facts").get_by_role("link", name=NEW_ENTERPRISE)).to_be_visible()
    expect(page.locator("#follow-ups li")).to_have_count(2)
    assert count(Meeting) == meetings + 1


def test_a_half_written_form_survives_a_closed_tab_until_it_is_started_over(open_page):
    first = open_page("officer")
    with first.expect_response(lambda answer: answer.url.endswith("/log/draft") and answer.status == 204):
        write_all(open_drawer(first))
    with first.expect_response(lambda answer: answer.url.endswith("/log/draft")):
        first.locator("dialog#log [name=place]").evaluate("field => field.closest('details').open = true")
        first.locator("dialog#log [name=place]").fill("空港园区")
    first.close()

    second = first.context.new_page()
    second.goto("/enterprises/")
    second.keyboard.press("m")
    drawer = second.locator("dialog#log")
    expect(drawer.locator("[name=place]")).to_have_value("空港园区")
    expect_all(drawer)
    drawer.locator("form[action*='start-over'] button").click()
    expect(drawer.locator("[name=text]")).to_have_value("")
    expect(drawer.locator("form[action*='start-over']")).to_have_count(0)

    second.reload()
    second.keyboard.press("m")
    expect(drawer.locator("[name=text]")).to_have_value("")


def test_a_double_click_logs_one_meeting(open_page, count):
    drawer = open_drawer(open_page("officer"))
    write_all(drawer)
    meetings = count(Meeting)
    drawer.locator(".drawer-foot [type=submit]").dblclick()
    expect(drawer.locator("[data-copy]")).to_be_visible()
    assert count(Meeting) == meetings + 1


def test_a_double_click_makes_one_enterprise(open_page, count):
    page = open_page("officer")
    page.goto("/enterprises/new")
    page.locator("[name=name_zh]").fill(NEW_ENTERPRISE)
    enterprises = count(Enterprise)
    page.locator("main form [type=submit]").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text(NEW_ENTERPRISE)
    assert count(Enterprise) == enterprises + 1
