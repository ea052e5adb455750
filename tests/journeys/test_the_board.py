"""The board: cards dragged, moved by keyboard and by thumb; the server's dialog decides."""

from playwright.sync_api import Locator, Page, expect


def card_in(page: Page, stage: str) -> Locator:
    """The first card of a column that may be moved."""
    return page.locator(f"#column-{stage} [data-movable]").first


def drag(page: Page, card: Locator, stage: str) -> None:
    """As a hand does: press, move in steps, follow the column while the board scrolls under it, let go."""
    start = card.locator(".card-name").bounding_box()
    assert start
    page.mouse.move(start["x"] + 4, start["y"] + start["height"] + 14)
    page.mouse.down()
    page.mouse.move(start["x"] + 20, start["y"] + 30, steps=4)
    aimed = None
    while aimed != (target := page.locator(f"#column-{stage} .column-head").bounding_box()):
        assert target
        page.mouse.move(target["x"] + 60, target["y"] + target["height"] + 30, steps=12)
        aimed = target
    expect(page.locator(f"#column-{stage} .is-ghost")).to_have_count(1)  # the board looks every 50 ms where the hand is
    page.mouse.up()


def test_a_drag_with_something_lacking_is_called_off_and_the_card_returns(open_page):
    page = open_page("manager")
    page.goto("/projects/board")
    card = card_in(page, "talks")
    name = card.get_attribute("id")
    drag(page, card, "signed")
    dialog = page.locator("#step")
    expect(dialog.get_by_role("heading", name="推进至“已签约”")).to_be_visible()
    expect(page.locator(f"#column-signed #{name}.is-pending")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(f"#column-talks #{name}")).to_be_visible()
    expect(page.locator(f"#{name}.is-pending")).to_have_count(0)
    expect(page.locator(f"#{name} .card-name")).to_be_focused()


def test_what_is_lacking_is_filled_in_the_dialog_and_the_sums_follow_and_it_is_undone(open_page):
    page = open_page("manager")
    page.goto("/projects/board")
    card = card_in(page, "talks")
    name = card.get_attribute("id")
    before = [page.locator(f"#column-{stage} .column-head > span.num").inner_text() for stage in ("talks", "signed")]
    drag(page, card, "signed")
    dialog = page.locator("#step")
    dialog.locator("[name=happened_on]").fill("2022-07-14")
    for field, typed in (("total_fen", "2亿"), ("planned_start", "2022-09-01"), ("planned_operation", "2023-09-01")):
        if dialog.locator(f"[name={field}]").count():
            dialog.locator(f"[name={field}]").fill(typed)
    waiver = dialog.locator("summary")
    if waiver.count():
        waiver.click()
        dialog.locator("[name=waive_reason]").fill("协议原件周一送达")
        dialog.locator("[name=settle_by]").fill("2022-08-01")
    dialog.locator("[type=submit]").click()
    expect(page.locator(f"#column-signed #{name}")).to_be_visible()
    expect(page.locator(f"#column-talks #{name}")).to_have_count(0)
    expect(page.locator("#column-talks .column-head > span.num")).to_have_text(str(int(before[0]) - 1))
    expect(page.locator("#column-signed .column-head > span.num")).to_have_text(str(int(before[1]) + 1))
    expect(dialog).to_be_hidden()
    expect(page.locator("#toasts")).to_contain_text("已签约")


def test_a_move_is_undone_at_once(open_page):
    page = open_page("manager")
    page.goto("/projects/board")
    card = card_in(page, "lead")
    name = card.get_attribute("id")
    drag(page, card, "talks")
    page.locator("#step [type=submit]").click()
    page.locator("#toasts").get_by_role("button", name="撤销").click()  # before the columns are drawn anew
    expect(page.locator(f"#column-lead #{name}")).to_be_visible()
    expect(page.locator(f"#column-talks #{name}")).to_have_count(0)


def test_the_menu_of_a_card_moves_it_without_a_mouse(open_page):
    page = open_page("manager")
    page.goto("/projects/board")
    card = card_in(page, "lead")
    name = card.get_attribute("id")
    card.locator(".card-move").focus()
    page.keyboard.press("Enter")
    menu = card.get_by_role("menu")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    expect(menu.get_by_role("menuitem", name="线索")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(card.locator(".card-move")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#step")).to_be_visible()
    page.locator("#step [name=note]").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#column-talks #{name} .card-name")).to_be_focused()


def test_on_the_phone_one_column_fills_the_screen_and_the_tabs_lead_to_the_others(open_page):
    page = open_page("manager", width=390, height=844)
    page.goto("/projects/board")
    box = page.locator("#column-lead").bounding_box()
    assert box
    assert box["width"] > 300
    page.locator(".board-tabs a", has_text="在建").tap()
    expect(page.locator("#column-building")).to_be_in_viewport(ratio=0.05)
    expect(page.locator(".board-tabs [aria-current]")).to_contain_text("在建")
    card_in(page, "building").locator(".card-move").tap()
    expect(page.get_by_role("menuitem", name="已投产")).to_be_visible()


def test_without_scripts_the_board_is_links(open_page):
    page = open_page("manager", scripts=False)
    page.goto("/projects/board")
    card_in(page, "lead").locator(".card-move").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("推进至“在谈”")


def test_chosen_projects_get_a_next_step_and_it_is_undone(open_page):
    page = open_page("manager")
    page.goto("/projects/?stage=lead")
    first = page.locator("tbody tr").first
    before = first.locator(".is-wide").inner_text()
    page.locator("label:has([data-choose-all])").click()
    count = page.locator("[name=chosen]:checked").count()
    assert count > 1
    expect(page.locator("[data-chosen-count]")).to_have_text(str(count))
    page.get_by_role("button", name="下一步").click()
    dialog = page.locator("#step")
    expect(dialog.get_by_role("heading")).to_contain_text(str(count))
    dialog.locator("[name=next_step]").fill("本周内电话回访")
    dialog.locator("[type=submit]").click()
    expect(page.locator("tbody tr", has_text="本周内电话回访")).to_have_count(count)
    page.locator("#toasts").get_by_role("button", name="撤销").click()
    expect(page.locator("tbody tr", has_text="本周内电话回访")).to_have_count(0)
    expect(page.locator("tbody tr .is-wide").filter(has_text=before).first).to_be_visible()


def test_filters_are_kept_as_a_view_and_records_are_walked_through(open_page):
    page = open_page("officer")
    page.goto("/projects/?stage=operating&order=code")
    page.get_by_role("link", name="保存为视图").click()
    page.locator("#step [name=name]").fill("已投产的")
    page.locator("#step [type=submit]").click()
    tab = page.locator(".tabs [aria-current]")
    expect(tab).to_contain_text("已投产的")
    names = page.locator(".is-title a").all_inner_texts()
    page.get_by_role("link", name=names[0], exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(names[0])
    page.wait_for_load_state()
    page.keyboard.press("j")
    expect(page.get_by_role("heading", level=1)).to_have_text(names[1])
    page.wait_for_load_state()
    page.keyboard.press("k")
    expect(page.get_by_role("heading", level=1)).to_have_text(names[0])
