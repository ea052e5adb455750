"""A project before the Monday meeting: what it lacks, the next milestone, the chart on the wall and on paper."""

import re

from playwright.sync_api import expect
from sqlalchemy import update

from app.kernel.db import db
from app.projects.models import Project
from tests.support.axe import violations


def forget_the_jobs(app):
    with app.app_context():
        db.session.execute(update(Project).where(Project.id == 1).values(jobs=None))
        db.session.commit()


def test_a_lack_is_filled_in_and_a_milestone_claimed(sample_app, open_page):
    forget_the_jobs(sample_app)
    page = open_page("officer")
    page.goto("/projects/1")
    lacking = page.locator("#lacking")
    expect(lacking.locator("li")).to_have_count(3)
    lacking.locator("li", has_text="就业").get_by_role("link").click()
    field = page.locator("#fact-jobs [name=jobs]")
    expect(field).to_be_focused()
    field.fill("450")
    field.press("Enter")
    expect(page.locator("#fact-jobs .fact-value")).to_have_text("450")
    page.reload()
    expect(lacking.locator("li")).to_have_count(2)

    lacking.locator("a[href$='/milestones/operating']").click()
    dialog = page.locator("dialog#step")
    expect(dialog.locator("[name=claimed_on]")).to_be_visible()
    assert violations(page) == ""
    dialog.locator("[name=claimed_on]").fill("2022-07-14")
    dialog.locator("[type=submit]").click()
    expect(page.locator("#milestone-operating .pill")).to_have_text("申报")
    expect(page.locator(".stage-bar [aria-current=step]")).to_contain_text("已投产")


def test_the_phone_shows_first_what_is_urgent(open_page):
    page = open_page("officer", width=390, height=844)
    page.goto("/projects/1")
    for part in (page.locator(".stage-bar .is-now"), page.locator("#light-title"), page.locator("#lacking-title")):
        expect(part).to_be_in_viewport()
    assert violations(page) == ""


def test_the_timeline_is_for_everybody_on_paper_and_on_the_wall(open_page):
    page = open_page("manager")
    page.goto("/projects/timeline?order=leader&stage=building")
    assert violations(page) == ""
    page.emulate_media(media="print")
    expect(page.locator(".side")).to_be_hidden()
    rows = page.locator(".course-rows tbody tr:has(.course-strip)")
    assert rows.evaluate_all("rows => rows.every(row => getComputedStyle(row).breakInside === 'avoid')")
    assert page.locator(".course-rows thead").evaluate("head => getComputedStyle(head).display") == "table-header-group"
    page.emulate_media(media="screen")
    page.get_by_role("link", name="上墙大屏").click()
    expect(page.locator("body.wall .course-strip").first).to_be_visible()
    expect(page.locator(".side")).to_have_count(0)
    assert violations(page) == ""
    page.locator(".course-marks a").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/projects/\d+#milestone-"))


def test_the_brief_is_one_sheet_of_paper(open_page):
    page = open_page("manager", language="en")
    page.goto("/projects/1/brief")
    assert violations(page) == ""
    page.emulate_media(media="print")
    sheet = page.locator(".brief").bounding_box()
    assert sheet is not None
    assert sheet["height"] < 297 / 25.4 * 96
