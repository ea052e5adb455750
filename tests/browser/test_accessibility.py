"""What opens above a page, and pages on the phone, break no rule of WCAG 2.2 AA that axe can see."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.axe import violations


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_opens_above_a_page_breaks_no_rule(open_page: Callable[..., Page], language: str) -> None:
    page = open_page("officer", language=language)
    page.goto("/enterprises/2")
    page.keyboard.press("m")
    expect(page.locator("dialog#log [name=text]")).to_be_focused()
    page.locator("#log-ours").press_sequentially("djc")
    expect(page.locator("#log-ours-options [aria-selected=true]")).to_be_visible()
    assert violations(page) == ""
    page.locator("dialog#log [name=day]").fill("31")
    page.keyboard.press("Control+Enter")
    expect(page.locator("dialog#log [role=alert]")).to_be_focused()
    assert violations(page) == ""
    page.keyboard.press("Escape")

    page.keyboard.press("Control+k")
    page.keyboard.type("gy")
    expect(page.locator("#hits [aria-selected=true]")).to_be_visible()
    assert violations(page) == ""
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("dialog#help")).to_be_visible()
    assert violations(page) == ""


def test_pages_on_the_phone_break_no_rule(open_page: Callable[..., Page]) -> None:
    page = open_page("officer", width=390, height=844)
    for path in ("/", "/projects/", "/projects/1", "/meetings/log"):
        page.goto(path)
        assert violations(page) == ""
