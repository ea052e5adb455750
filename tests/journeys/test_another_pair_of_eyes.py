"""What one person says and another one checks: claims verified in batch, a waiver decided and its items settled."""

from playwright.sync_api import expect

from app.kernel.db import db
from app.kernel.settings import Practice
from tests.projects.practice import work_by
from tests.support.axe import violations


def test_what_the_officer_claims_another_verifies_in_batch(open_page):
    officer, verifier = open_page("officer"), open_page("verifier")
    officer.goto("/projects/1/milestones/operating")
    officer.locator("[name=claimed_on]").fill("2022-07-14")
    officer.locator("form.drawer-form [type=submit]").click()
    expect(officer.locator("#milestone-operating .pill")).to_have_text("申报")

    verifier.goto("/projects/verify?month=2022-07")
    claims = verifier.locator("#chosen tr")
    count = claims.count()
    claimed = claims.filter(has_text="国药控股医药健康产业园")
    expect(claimed).to_have_count(1)
    claimed.get_by_role("checkbox").check()
    claims.first.get_by_role("checkbox").check()
    assert violations(verifier) == ""
    verifier.get_by_role("button", name="核定所选").click()
    expect(claims).to_have_count(count - 2)
    expect(claimed).to_have_count(0)

    officer.reload()
    expect(officer.locator("#milestone-operating .pill")).to_have_text("核定")


def test_a_waiver_is_asked_for_granted_used_and_settled(sample_app, open_page):
    with sample_app.app_context():
        work_by(db.session, Practice.STANDARD)
    officer, manager = open_page("officer"), open_page("manager")
    officer.goto("/projects/30/move?to=signed")
    officer.locator("summary", has_text="容缺推进").click()
    officer.get_by_role("link", name="申请容缺推进").click()
    officer.locator("[name=reason]").fill("协议原件周一送达")
    officer.locator("[name=settle_by]").fill("2022-08-01")
    officer.locator("form.drawer-form [type=submit]").click()
    expect(officer.locator("#toasts")).to_contain_text("已提出，等待批准")

    manager.goto("/projects/open-items")
    manager.locator("li", has_text="协议原件周一送达").get_by_role("link", name="审批").click()
    assert violations(manager) == ""
    manager.get_by_role("button", name="同意", exact=True).click()
    expect(manager.locator("#toasts")).to_contain_text("已同意")
    expect(manager.locator("li", has_text="协议原件周一送达")).to_have_count(0)

    officer.goto("/projects/30/move?to=signed")
    officer.locator("[name=happened_on]").fill("2022-07-14")
    officer.locator("form.drawer-form [type=submit]").click()
    expect(officer.locator(".stage-bar [aria-current=step]")).to_contain_text("已签约")

    officer.goto("/projects/open-items")
    expect(officer.locator("tbody tr", has_text="协议原件周一送达").first).to_be_visible()
    expect(officer.get_by_role("link", name="销项")).to_have_count(0)  # whose word waives is whose word settles
    manager.reload()
    items = manager.locator("tbody tr", has_text="协议原件周一送达")
    count = items.count()
    items.first.get_by_role("link", name="销项").click()
    manager.locator("[name=note]").fill("原件已归档")
    manager.locator("form.drawer-form [type=submit]").click()
    expect(manager.locator("#toasts")).to_contain_text("已销项")
    expect(manager.locator("tbody tr", has_text="协议原件周一送达")).to_have_count(count - 1)
