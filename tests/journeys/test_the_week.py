"""The week is filled in by keyboard alone; the leader answers in the row; on the phone it fits."""

from playwright.sync_api import expect


def test_the_week_is_filled_in_without_a_mouse(open_page):
    page = open_page("officer")
    page.goto("/")
    rows = page.locator("[data-week-row]")
    first, second = (rows.nth(number).locator("[data-cell=progress]") for number in (0, 1))
    told = page.locator(".week-told").first
    first.focus()
    page.keyboard.type("已答复土地年限问题")
    page.keyboard.press("Enter")
    expect(second).to_be_focused()
    expect(told).to_contain_text("已保存")
    page.keyboard.press("ArrowUp")
    expect(first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("弹性年期需请示")
    page.keyboard.press("Tab")
    expect(rows.first.locator("[name=version]")).to_have_value("2")
    first.focus()
    page.keyboard.type("……写错了")
    page.keyboard.press("Escape")
    expect(first).to_have_value("已答复土地年限问题")
    page.reload()
    expect(first).to_have_value("已答复土地年限问题")
    expect(rows.first.locator("[data-cell=problems]")).to_have_value("弹性年期需请示")


def test_the_second_of_two_windows_is_told_and_keeps_its_text(open_page):
    windows = [open_page("officer"), open_page("officer")]
    cells = []
    for page in windows:
        page.goto("/")
        cells.append(page.locator("[data-cell=progress]").first)
    for page, cell, text in zip(windows, cells, ("先写的", "后写的"), strict=True):
        cell.fill(text)
        cell.press("Tab")
        expect(page.locator(".week-told").first).not_to_be_empty()
    told = windows[1].locator(".week-told").first
    expect(told).to_contain_text("现为“先写的”，您填的是“后写的”")
    expect(cells[1]).to_have_value("后写的")
    told.get_by_role("button").click()
    expect(told).to_contain_text("已保存")


def test_a_leader_answers_in_the_row_and_the_officer_finds_it(open_page):
    manager = open_page("manager")
    manager.goto("/projects/weekly")
    manager.locator("[data-open=step]").first.click()
    manager.locator("dialog#step [name=text]").fill("本周五前报调度会")
    manager.locator("dialog#step [type=submit]").click()
    expect(manager.locator(".instruction", has_text="本周五前报调度会")).to_be_visible()
    manager.locator(".is-title a").first.click()
    expect(manager.locator("#weekly")).to_contain_text("本周五前报调度会")


def test_on_the_phone_the_cells_stand_below_each_other(open_page):
    page = open_page("officer", width=390, height=844)
    page.goto("/")
    cell = page.locator("[data-cell=progress]").first
    cell.fill("现场看过，进度正常")
    problems = page.locator("[data-cell=problems]").first
    expect(problems).to_be_hidden()
    page.locator(".week-opener").first.tap()
    expect(page.locator(".week-told").first).to_contain_text("已保存")
    problems.fill("供电未定")
    page.locator("[data-cell=next_step]").first.tap()
    expect(page.locator("[data-week-row]").first.locator("[name=version]")).to_have_value("2")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
