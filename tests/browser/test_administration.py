"""The administration in a real browser: profile, setting, hand-over, deputy."""

import re

from playwright.sync_api import expect


def choose(select, name):
    """Choose somebody by the beginning of what is offered: name, then unit."""
    select.select_option(select.locator("option", has_text=name).get_attribute("value"))


def test_a_profile_is_looked_at_and_then_switched(open_page):
    page = open_page("admin")
    page.goto("/admin/settings/")
    page.get_by_role("region", name="标准").get_by_role("link", name="查看会改变什么").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("标准")
    page.get_by_role("button", name=re.compile("标准")).click()
    expect(page.get_by_role("region", name="标准").get_by_text("使用中")).to_be_visible()


def test_a_setting_is_changed_in_its_place_and_given_back(open_page):
    page = open_page("security")
    page.goto("/admin/settings/")
    row = page.locator("#rates-search")
    row.locator(".fact-edit").click()
    row.locator("[name=value]").fill("1")
    row.locator("[type=submit]").first.click()
    expect(row.locator(".field-error")).to_be_visible()
    row.locator("[name=value]").fill("600")
    row.locator("[type=submit]").first.click()
    expect(row.locator(".fact-value")).to_contain_text("600")
    row.locator(".fact-edit").click()
    row.get_by_role("button", name="恢复默认").click()
    expect(row.locator(".fact-value")).to_contain_text("300")


def test_a_setting_is_changed_without_script_too(open_page):
    page = open_page("security", scripts=False)
    page.goto("/admin/settings/")
    page.locator("#rates-search .fact-edit").click()
    page.locator("main [name=value]").fill("600")
    page.locator("main form [type=submit]").first.click()
    expect(page.locator("#rates-search .fact-value")).to_contain_text("600")


def test_somebody_leaves_and_everything_goes_over(open_page):
    page = open_page("admin", width=390)
    page.goto("/admin/users")
    page.get_by_role("link", name="段若溪").click()
    page.get_by_role("link", name="离岗移交").click()
    choose(page.locator("[name=heir_id]"), "木晓棠")
    page.get_by_role("button", name="移交并停用账号").click()
    expect(page.get_by_text("账号").or_(page.get_by_text("已停用")).first).to_be_visible()
    page.get_by_role("link", name="离岗移交").click()
    expect(page.get_by_text("此人名下没有事项")).to_be_visible()


def test_a_deputy_is_named_from_the_profile(open_page):
    page, deputy = open_page("officer"), open_page("head")
    page.goto("/profile")
    page.get_by_role("link", name="离岗与代理").click()
    choose(page.locator("[name=deputy_id]"), "木晓棠")
    page.locator("[name=until]").fill("2022-07-20")
    page.get_by_role("button", name="指定代理人").click()
    expect(page.get_by_text("木晓棠").first).to_be_visible()
    deputy.goto("/profile")
    expect(deputy.get_by_text(re.compile("代段若溪行使"))).to_be_visible()
