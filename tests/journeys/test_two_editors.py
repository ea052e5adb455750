"""Two people edit one record: the second is told, and loses nothing."""

import re

from playwright.sync_api import expect


def test_the_second_of_two_editors_sees_both_versions_and_decides(open_page):
    first, second = open_page("officer"), open_page("head")
    for page in (first, second):
        page.goto("/enterprises/2/edit")
    first.locator("[name=short_name]").fill("国控集团")
    first.locator("main form [type=submit]").click()
    expect(first.locator(".facts").get_by_text("国控集团", exact=True)).to_be_visible()

    second.locator("[name=short_name]").fill("国控总部")
    second.locator("[name=status]").select_option("settled")
    second.locator("[name=note]").fill("下半年来访。")
    with second.expect_response(lambda answer: answer.request.method == "POST") as answer:
        second.locator("main form [type=submit]").click()
    assert answer.value.status == 409
    expect(second.get_by_role("alert").first).to_be_focused()
    expect(second.get_by_role("alert").last.locator("li")).to_have_text(
        [
            "企业简称：现为“国控集团”，您填的是“国控总部”",
            "状态：现为“在谈”，您填的是“已落户”",
            re.compile("备注：现为“医药流通龙头，.*”，您填的是“下半年来访。”"),
        ]
    )
    expect(second.locator("[name=short_name]")).to_have_value("国控总部")
    expect(second.locator("[name=note]")).to_have_value("下半年来访。")

    second.locator("main form [type=submit]").click()
    expect(second.locator(".facts").get_by_text("国控总部", exact=True)).to_be_visible()
