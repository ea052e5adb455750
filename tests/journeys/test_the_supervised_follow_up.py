"""A supervised follow-up on the phone: the officer submits it, the leader sees it on the desk and closes it."""

import re

from playwright.sync_api import expect

TEXT = "完成地块内废弃灌渠改道"


def test_the_officer_submits_and_the_supervisor_closes(open_page):
    officer, leader = (open_page(name, width=390, height=844) for name in ("officer", "manager"))
    officer.goto("/follow-ups/?supervised=1")
    officer.get_by_role("link", name=TEXT).tap()
    officer.locator("#submit [name=note]").fill("已改道通水，验收单见附件。")
    officer.locator("#submit [type=submit]").tap()
    expect(officer.locator(".record-head")).to_contain_text("已提交")
    expect(officer.locator("#close")).to_have_count(0)

    leader.goto("/")
    leader.get_by_role("link", name=re.compile("项待您销号")).tap()
    leader.get_by_role("link", name=TEXT).tap()
    expect(leader.locator("#progress")).to_contain_text("已改道通水")
    leader.locator("#close [name=note]").fill("同意销号。")
    leader.locator("#close [type=submit]").tap()
    expect(leader.locator(".record-head")).to_contain_text("已办结")
