"""On the way to a meeting: the brief is opened on the phone, printed on one page, and taken along as a Word file."""

import re
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import expect


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize(("language", "brief"), [("zh", "会见参阅材料"), ("en", "Pre-meeting brief")])
def test_the_brief_is_printed_from_the_phone_on_one_page(open_page, language, brief):
    page = open_page("officer", width=390, height=844, language=language)
    page.goto("/enterprises/2")
    page.get_by_role("link", name=brief).tap()
    expect(page.locator(".brief h1")).to_contain_text("国药控股股份有限公司" if language == "zh" else "Sinopharm")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert pages_of(page.pdf(prefer_css_page_size=True, format="A4")) == 1


def test_the_brief_is_taken_along_as_a_word_file(open_page):
    page = open_page("officer", width=390, height=844)
    page.goto("/briefs/enterprises/2")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Word").tap()
    document = Document(str(Path(taken.value.path())))
    said = [paragraph.text for paragraph in document.paragraphs]
    assert said[0] == page.locator(".brief h1").inner_text()
    assert set(page.locator(".brief h2").all_inner_texts()) <= set(said)
