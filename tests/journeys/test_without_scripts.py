"""The main job in a browser that runs no script: links, forms, pages."""

from playwright.sync_api import expect

from tests.support.steps import sign_in

SAID = "电话沟通了剩余手续的办理进度。"


def test_the_main_job_is_done_without_scripts(open_page):
    page = open_page(scripts=False)
    sign_in(page, "officer")
    page.locator(".find").click()
    search = page.get_by_role("searchbox")
    search.fill("gykg")
    search.press("Enter")
    page.get_by_role("link", name="国药控股股份有限公司", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("国药控股股份有限公司")

    page.locator("main").get_by_role("link", name="记对接").click()
    expect(page.get_by_role("checkbox", name="国药控股股份有限公司", exact=True)).to_be_checked()
    page.locator("#log-projects").fill("国药控股医药健康产业园")
    page.locator("[name=text]").fill(SAID)
    page.locator("[name=mode][value=call]").check()
    page.locator("#log-theirs").fill("卞秋实")
    page.locator("[name=follow_ups-0-text]").fill("寄送许可变更指南")
    page.locator("[name=follow_ups-0-due_on]").fill("2022-07-22")
    page.locator("[name=follow_ups-1-text]").fill("提供消防备案材料")
    page.locator("[name=follow_ups-1-side][value=enterprise]").check()
    page.locator("main form [type=submit]").last.click()

    page.locator("main a.primary").click()
    expect(page.locator(".prose")).to_have_text(SAID)
    expect(page.locator("#follow-ups li a")).to_have_text(["寄送许可变更指南", "提供消防备案材料"])
    page.get_by_role("link", name="国药控股医药健康产业园", exact=True).click()
    expect(page.locator("#timeline")).to_contain_text("寄送许可变更指南")
