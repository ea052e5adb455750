"""Hands stay on the keyboard: single keys, what opens and closes by them, and when they keep still."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

GO = {
    "b": "/reports/dashboard",
    "p": "/projects/",
    "e": "/enterprises/",
    "m": "/meetings/",
    "f": "/follow-ups/",
    "d": "/",
}


@pytest.fixture
def desk(open_page: Callable[..., Page]) -> Page:
    page: Page = open_page("manager")
    page.goto("/")
    return page


@pytest.mark.parametrize(("keys", "dialog"), [("m", "log"), ("/", "palette"), ("Control+k", "palette"), ("?", "help")])
def test_a_key_opens_and_escape_closes(desk, keys, dialog):
    desk.keyboard.press(keys)
    expect(desk.locator(f"dialog#{dialog}")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator(f"dialog#{dialog}")).to_be_hidden()


def test_g_and_a_letter_go_to_a_page(desk):
    for letter, path in GO.items():
        desk.keyboard.press("g")
        desk.keyboard.press(letter)
        desk.wait_for_url(path)


def test_n_offers_what_can_be_made_and_e_edits_the_record(desk):
    desk.keyboard.press("n")
    expect(desk.locator("#new-menu a").first).to_be_focused()
    desk.keyboard.press("Escape")
    desk.goto("/projects/1")
    desk.keyboard.press("e")
    desk.wait_for_url("/projects/1/edit")


def test_single_keys_are_letters_inside_a_field(desk):
    desk.goto("/enterprises/")
    field = desk.locator(".filters [name=q]")
    field.press_sequentially("m?/gd")
    expect(field).to_have_value("m?/gd")
    expect(desk.locator("dialog[open]")).to_have_count(0)
    assert desk.url.split("?")[0].endswith("/enterprises/")


def test_single_keys_rest_while_a_dialog_is_open(desk):
    desk.keyboard.press("?")
    desk.keyboard.press("m")
    expect(desk.locator("dialog[open]")).to_have_count(1)
    expect(desk.locator("dialog#help")).to_be_visible()


@pytest.mark.parametrize("how", [{"isComposing": True}, {"keyCode": 229}], ids=["composing", "key-229"])
def test_an_input_method_keeps_its_keys(desk, how):
    """Enter and letters that commit pinyin belong to the input method."""
    send = """([selector, key, how]) => document.querySelector(selector).dispatchEvent(
        new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true, ...how}))"""
    desk.evaluate(send, ["body", "m", how])
    desk.evaluate(send, ["body", "k", {**how, "ctrlKey": True}])
    expect(desk.locator("dialog[open]")).to_have_count(0)

    desk.keyboard.press("Control+k")
    desk.keyboard.type("gykg")
    expect(desk.locator("#hits [aria-selected=true]")).to_be_visible()
    desk.evaluate(send, ["#palette input", "Enter", how])
    expect(desk.locator("dialog#palette")).to_be_visible()
    assert desk.url.endswith("/")
    desk.keyboard.press("Escape")

    desk.keyboard.press("m")
    ours = desk.locator("#log-ours")
    ours.press_sequentially("djc")
    expect(desk.locator("#log-ours-options [aria-selected=true]")).to_be_visible()
    desk.evaluate(send, ["#log-ours", "Enter", how])
    expect(ours).to_have_value("djc")


def test_search_walks_its_hits_and_comes_round(desk):
    desk.keyboard.press("Control+k")
    desk.keyboard.type("gykg")
    hits = desk.locator("#hits [role=option]")
    expect(hits.first).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("ArrowUp")
    expect(hits.last).to_have_attribute("aria-selected", "true")
    last = hits.last.get_attribute("id") or ""
    expect(desk.locator("#palette input")).to_have_attribute("aria-activedescendant", last)
    desk.keyboard.press("ArrowDown")
    expect(hits.first).to_have_attribute("aria-selected", "true")


def test_a_fact_is_edited_in_place_and_escape_reverts(desk):
    desk.goto("/projects/1")
    fact = desk.locator(".fact", has=desk.locator("a[hx-get*='facts/total_fen']"))
    fact.locator(".fact-edit").click()
    field = fact.locator("[name=total_fen]")
    expect(field).to_be_focused()
    field.fill("7亿")
    desk.keyboard.press("Escape")
    expect(fact.locator(".fact-value")).to_have_text("6.2 亿元")
    fact.locator(".fact-edit").click()
    field.fill("7亿")
    desk.keyboard.press("Enter")
    expect(fact.locator(".fact-value")).to_have_text("7 亿元")
