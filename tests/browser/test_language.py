"""Two languages, one page: the switch changes the words and nothing else."""

from playwright.sync_api import expect


def test_the_switch_keeps_the_page_its_filters_and_the_choice(open_page):
    page = open_page("officer")
    page.goto("/projects/?stage=building")
    page.locator(".filters [name=q]").fill("产业园")
    page.wait_for_url("**q=*")
    address = page.url
    page.locator(".top button[name=locale]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Projects")
    assert page.url == address
    page.goto("/enterprises/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Enterprises")
    page.locator(".top button[name=locale]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("企业")


def test_a_visitor_chooses_before_signing_in(open_page):
    page = open_page(language="en")
    page.goto("/sign-in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
