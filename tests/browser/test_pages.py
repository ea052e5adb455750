"""How pages read, fit, weigh and load. That none complains is what the fixtures see to."""

import gzip
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, Request, expect

from tests.support.axe import violations
from tests.support.places import PLACES

WIDTHS = (390, 768, 1024, 1440)
KB = 1024
#: The most that a page, its style and its script may be, compressed; a page three times smaller than was promised.
HTML, CSS, JS = 20 * KB, 25 * KB, 25 * KB


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_is_for_everybody_fits_every_width_and_weighs_little(
    open_page: Callable[..., Page], subtests: pytest.Subtests, language: str
) -> None:
    page_of = cache(lambda username: open_page(username, language=language))
    for place in PLACES:
        with subtests.test(place.name):
            page = page_of(place.username)
            answer = page.goto(place.path)
            assert answer is not None
            assert answer.status == place.status
            assert len(gzip.compress(answer.body())) <= HTML
            assert language == "en" or violations(page) == ""  # the rules are the same in both languages
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 844})
                beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert beyond <= 0, f"{beyond} px too wide at {width} px"


def test_the_log_drawer_fits_every_width(open_page: Callable[..., Page]) -> None:
    page = open_page("officer", language="en")
    page.goto("/enterprises/2")
    page.keyboard.press("m")
    drawer = page.locator("dialog#log")
    expect(drawer.locator("[name=text]")).to_be_focused()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        beyond = drawer.evaluate(
            "box => Math.max(box.scrollWidth - box.clientWidth, box.getBoundingClientRect().right - innerWidth)"
        )
        assert beyond <= 0, f"{beyond} px too wide at {width} px"


def test_style_and_script_stay_small(sample_app: Flask) -> None:
    dist = Path(sample_app.static_folder or "", "dist")
    built = json.loads((dist / "manifest.json").read_text(encoding="utf-8"))
    assert len(gzip.compress((dist / built["app.css"]).read_bytes())) <= CSS
    assert len(gzip.compress((dist / built["app.js"]).read_bytes())) <= JS


def test_a_machine_with_chinese_fonts_loads_one_font(open_page: Callable[..., Page]) -> None:
    page = open_page("manager")
    fonts: list[str] = []

    def note(request: Request) -> None:
        if request.resource_type == "font":
            fonts.append(request.url.rsplit("/", 1)[1])

    page.on("request", note)
    page.goto("/reports/dashboard")
    expect(page.locator("link[data-late]")).to_have_attribute("media", "all")
    page.evaluate("document.fonts.ready.then(() => true)")
    assert [name for name in fonts if not name.startswith("inter-latin")] == []
