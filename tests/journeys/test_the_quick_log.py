"""A meeting is logged in seconds: the keys are counted, and the phone shows the calendar as a list."""

from playwright.sync_api import Page, expect

#: What a practised hand types in thirty seconds.
MOST_KEYS = 100
SAID = "园区年底投产，盼新区协调用工。"
STEP = "报送用工清单 @mxt 周五前"


class Keys:
    """Keys pressed on a page, counted. A Chinese character counts as the three keys of its pinyin."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        self.page.keyboard.insert_text(text) if not text.isascii() else self.page.keyboard.type(text)
        self.count += sum(1 if character.isascii() else 3 for character in text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.count += len(key.split("+"))


def test_a_meeting_with_a_next_step_is_logged_by_few_keys(open_page):
    page = open_page("officer")
    page.goto("/")
    keys = Keys(page)
    keys.press("m")
    drawer = page.locator("dialog#log")
    expect(drawer.locator("#log-enterprises")).to_be_focused()
    keys.type("gykgg")
    expect(drawer.get_by_role("option").first).to_be_visible()
    keys.press("Enter")
    drawer.locator("[name=text]").click()
    keys.type(SAID)
    drawer.locator("[name=follow_ups-0-text]").click()
    keys.type(STEP)
    shown = drawer.locator("#log-step-0 .field-suggest")
    expect(shown).to_contain_text("木晓棠")
    expect(shown).to_contain_text("7月15日")
    keys.press("Control+Enter")
    expect(drawer.locator("[data-copy]")).to_be_visible()
    drawer.locator("a.primary").click()
    step = page.locator("#follow-ups li")
    expect(step).to_contain_text("报送用工清单")
    expect(step).to_contain_text("木晓棠")
    assert keys.count <= MOST_KEYS, keys.count


def test_the_phone_shows_the_month_as_a_list_of_days(open_page):
    page = open_page("officer", width=390, height=844)
    page.goto("/calendar/?whose=all")
    expect(page.locator(".agenda-month thead")).to_be_hidden()
    entry = page.locator(".agenda-cell .entry").first
    expect(entry).to_be_visible()
    box = entry.bounding_box()
    assert box is not None
    assert box["height"] >= 40
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
