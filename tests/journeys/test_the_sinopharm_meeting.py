"""The story that Luodi was asked for: the meeting of 15 July 2022, and the project it helped into operation."""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from python_calamine import load_workbook

from tests.support.steps import add_step, follow, pick, sign_in


@dataclass(frozen=True)
class Words:
    """What the story's people read in one language."""

    enterprise: str
    project: str
    people: tuple[str, str, str]
    their_people: tuple[str, str]
    owner: str
    sides: tuple[str, str]
    due: str
    before: str
    after: str
    money: str


ZH = Words(
    enterprise="国药控股股份有限公司",
    project="国药控股医药健康产业园",
    people=("段景川", "和若岚", "许知衡"),
    their_people=("闻人博远", "卞秋实"),
    owner="木晓棠",
    sides=("我方：", "对方："),
    due="7月18日",
    before="在建",
    after="已投产",
    money="6.2 亿元",
)
EN = Words(
    enterprise="Sinopharm Group Co., Ltd.",
    project="Pharmaceutical Health Industrial Park",
    people=("Duan Jingchuan", "He Ruolan", "Xu Zhiheng"),
    their_people=("Wenren Boyuan", "Bian Qiushi"),
    owner="Mu Xiaotang",
    sides=("Our side:", "Their side:"),
    due="18 Jul",
    before="Under construction",
    after="In operation",
    money="CNY 620m",
)
SAID = "双方就深化医疗器械与大健康领域合作座谈，重点是家用医疗设备和可穿戴设备。"
WE_HELP = "协助医药健康产业园尽快投入运营"
WE_FINISH = "办结产业园剩余手续（消防备案、经营许可）"
THEY_BRING = "向新区推荐更多项目落户"


@pytest.mark.parametrize(("language", "words"), [("zh", ZH), ("en", EN)], ids=["zh", "en"])
def test_the_meeting_of_15_july_2022_brings_the_park_into_operation(
    open_page: Callable[..., Page], language: str, words: Words, tmp_path: Path
) -> None:
    officer = open_page(language=language)
    sign_in(officer, "officer", language)
    for typed in ("国药", "Sinopharm", "gykg"):
        find_by_keyboard(officer, typed, words.enterprise)
    log_the_meeting(officer, words)
    send_it_on(officer, words)
    see_it_on_the_timelines(officer, words)

    owner = open_page(language=language)
    sign_in(owner, "head", language)
    expect(owner.locator("#due li", has_text=WE_FINISH)).to_contain_text(words.due)

    manager = open_page(language=language)
    sign_in(manager, "manager", language)
    before = operating_this_year(manager)
    begin_operation(officer, words)
    assert operating_this_year(manager) == before + 1
    hand_out_the_list(manager, words, tmp_path)


def find_by_keyboard(page: Page, typed: str, name: str) -> None:
    """Ctrl-K, a few letters, Enter."""
    page.keyboard.press("Control+k")
    page.keyboard.type(typed)
    hits = page.locator("#hits [role=option]")
    wanted = hits.filter(has=page.get_by_text(name, exact=True))
    expect(wanted).to_be_visible()
    while wanted.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.wait_for_load_state()  # keys are listened to from then on


def log_the_meeting(page: Page, words: Words) -> None:
    """From the enterprise's page by `m`, to Ctrl-Enter; everything picked by pinyin initials."""
    page.keyboard.press("m")
    drawer = page.locator("dialog#log")
    expect(drawer.locator("[name=text]")).to_be_focused()
    expect(drawer.locator("[data-token-label]").first).to_have_text(words.enterprise)
    page.keyboard.type(SAID)
    pick(drawer, "projects", "yyjkcyy", words.project)
    expect(drawer.locator("[name=day]")).to_have_value("2022-07-15")
    drawer.locator("[name=time]").fill("15:00")

    drawer.locator("#log-ours").press("Backspace")  # takes away who logs: the officer was not in the room
    for initials, name in zip(("xzh", "hrl", "djc"), reversed(words.people), strict=True):
        pick(drawer, "ours", initials, name)
    for initials, name in zip(("wrby", "bqs"), words.their_people, strict=True):
        pick(drawer, "theirs", initials, name)
    expect(drawer.locator("[data-token]:has([name=theirs]) [data-token-label]")).to_have_text(list(words.their_people))

    add_step(drawer, 0, WE_HELP, due_in=14)
    add_step(drawer, 1, WE_FINISH, due_in=3, owner=("mxt", words.owner))
    add_step(drawer, 2, THEY_BRING, due_in=7, promised_by=("bqs", words.their_people[1]))
    expect(drawer.locator("[name=follow_ups-0-due_on]")).to_have_value("2022-07-29")
    page.keyboard.press("Control+Enter")
    expect(drawer.locator("[data-copy]")).to_be_visible()


def send_it_on(page: Page, words: Words) -> None:
    """The text for WeChat names both sides, ours in protocol order, and every follow-up."""
    drawer = page.locator("dialog#log")
    text = drawer.locator("textarea[readonly]").input_value()
    said_in_order(text, words.sides[0], *words.people, words.sides[1], *words.their_people, SAID)
    said_in_order(text, SAID, WE_HELP, WE_FINISH, words.owner, THEY_BRING, words.their_people[1])
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copy = drawer.locator("[data-copy]")
    done = copy.get_attribute("data-done") or ""
    copy.click()
    expect(copy).to_contain_text(done)
    assert page.evaluate("navigator.clipboard.readText()") == text
    drawer.get_by_role("link").and_(drawer.locator(".primary")).click()
    expect(page.locator(".record-aside .panel").first.locator("strong")).to_have_text(list(words.people))


def see_it_on_the_timelines(page: Page, words: Words) -> None:
    """The meeting and what was promised, on the enterprise's page and on the project's."""
    meeting = page.get_by_role("heading", level=1).inner_text()
    for name in (words.enterprise, words.project):
        page.locator(".facts").get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        timeline = page.locator("#timeline")
        for title in (meeting, WE_HELP, WE_FINISH, THEY_BRING):
            expect(timeline.locator(".story-entry", has_text=title).first).to_be_visible()
        page.go_back()


def begin_operation(page: Page, words: Words) -> None:
    """The milestone "operating", recorded on the project's page, moves the project."""
    page.locator(".facts").get_by_role("link", name=words.project, exact=True).click()
    expect(page.locator(".stage-bar .is-now")).to_contain_text(words.before)
    page.locator("a[href$='/milestones/operating']").first.click()
    dialog = page.locator("dialog#step")
    dialog.locator("[data-days='0']").click()
    expect(dialog.locator("[name=claimed_on]")).to_have_value("2022-07-15")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".stage-bar .is-now")).to_contain_text(words.after)


def operating_figure(page: Page) -> Locator:
    """The figure of projects that went into operation this year."""
    return page.locator("table.chart a[href*='milestone=operating'][href*='since=2022-01-01']")


def operating_this_year(page: Page) -> int:
    page.goto("/reports/dashboard")
    return int(operating_figure(page).inner_text())


def hand_out_the_list(page: Page, words: Words, folder: Path) -> None:
    """From the figure to the list behind it, and out as XLSX and CSV."""
    operating_figure(page).click()
    row = page.locator("#rows tbody tr", has_text=words.project)
    expect(row).to_contain_text(words.after)
    expect(row).to_contain_text(words.money)
    code = (re.search(r"LD-\d{4}-\d{4}", row.inner_text()) or [""])[0]

    workbook = load_workbook(follow(page, "a[href*='export.xlsx']", folder))
    rows = workbook.get_sheet_by_index(0).to_python()
    table = [row for row in rows if code in row]
    assert len(table) == 1
    assert words.after in table[0]

    content = follow(page, "a[href*='export.csv']", folder).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
    assert [line for line in lines if code in line.values() and words.after in line.values()]


def said_in_order(text: str, *parts: str) -> None:
    """Every part stands in the text, each after the one before."""
    at = 0
    for part in parts:
        found = text.find(part, at)
        assert found >= 0, f"{part!r} is missing, or stands too early, in:\n{text}"
        at = found + len(part)
