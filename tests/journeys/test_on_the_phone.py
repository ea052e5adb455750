"""After a visit, on the way to the car: 390 px and a thumb."""

from playwright.sync_api import Locator, expect

#: The least that a thumb hits, in pixels.
THUMB = 40


def test_a_call_is_logged_in_a_few_taps(open_page):
    page = open_page("officer", width=390, height=844)
    page.goto("/")
    page.locator(".phone-log").tap()
    drawer = page.locator("dialog#log")
    enterprise = drawer.locator("#log-enterprises")
    expect(enterprise).to_be_focused()
    enterprise.press_sequentially("gykgg")
    drawer.get_by_role("option").filter(has_text="国药控股股份有限公司").tap()
    drawer.locator("[name=text]").fill("电话确认下周三来访。")
    drawer.locator("label.chip:has([value=call])").tap()
    drawer.locator(".drawer-foot [type=submit]").tap()
    expect(drawer.locator("[data-copy]")).to_be_visible()
    drawer.locator("a.primary").tap()
    expect(page.locator(".prose")).to_have_text("电话确认下周三来访。")


def test_a_contact_is_called_from_the_enterprise(open_page):
    page = open_page("officer", width=390, height=844)
    page.goto("/enterprises/2")
    page.get_by_role("link", name="卞秋实").tap()
    page.get_by_role("link", name="查看完整信息").tap()
    page.locator("#ask [name=reason]").fill("约今天下午的电话")
    page.locator("#ask [type=submit]").tap()
    call = page.get_by_role("link", name="138 0000 0004")
    expect(call).to_have_attribute("href", "tel:13800000004")
    expect_thumb_sized(call)
    for link in page.locator(".phone-bar a").all():
        expect_thumb_sized(link)


def expect_thumb_sized(target: Locator) -> None:
    box = target.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= THUMB, box
