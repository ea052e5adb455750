"""A plant for a project: found and held on the phone; promised by two officers at once."""

from playwright.sync_api import Page, expect


def project_of(page: Page, name: str) -> str:
    """The address of a project, found by its name."""
    page.goto(f"/projects/?q={name}")
    href = page.locator("td.is-title a").filter(has_text=name).first.get_attribute("href")
    assert href
    return href


def test_a_vacant_plant_is_found_for_a_project_and_held_on_the_phone(open_page):
    page = open_page("officer", width=390, height=844)
    page.goto(project_of(page, "家用呼吸与睡眠监测设备组装项目"))
    page.get_by_role("link", name="匹配用地厂房").tap()
    expect(page.get_by_text("厂房 3,500 m²")).to_be_visible()
    best = page.locator(".fit-list > li").filter(has_text="YL-H4")
    expect(best.locator(".gaps")).to_contain_text("不在意向园区")
    best.get_by_role("link", name="预留").tap()
    expect(page.locator("[data-token-label]")).to_have_text("家用呼吸与睡眠监测设备组装项目")
    page.locator("[name=note]").fill("下周带企业看现场。")
    page.locator("main form.drawer-form [type=submit]").tap()
    expect(page.get_by_role("heading", name="YL-H4 杨林H4号厂房")).to_be_visible()
    expect(page.locator("main").get_by_text("下周带企业看现场。")).to_be_visible()
    expect(page.locator(".record-head .stage")).to_have_text("已预留")


def test_two_officers_promise_one_plant_at_once_and_one_of_them_is_told(open_page):
    first, second = open_page("officer"), open_page("officer2")
    site = ""
    for page, name in ((first, "家用呼吸与睡眠监测设备组装项目"), (second, "终端结构件配套项目")):
        project = project_of(page, name).split("?")[0].split("/")[-1]
        page.goto("/sites/?q=YL-H4")
        site = page.locator("td.is-title a").first.get_attribute("href") or ""
        page.goto(f"{site}/reserve?project={project}&kind=promise")
        expect(page.locator("[data-token-label]")).to_have_text(name)
    for page in (first, second):
        page.locator("[name=note]").fill("已报专题会。")
    first.locator("main form.drawer-form [type=submit]").click()
    expect(first.locator(".record-head .stage")).to_have_text("已承诺")
    with second.expect_response(lambda answer: answer.request.method == "POST") as answer:
        second.locator("main form.drawer-form [type=submit]").click()
    assert answer.value.status == 409
    expect(second.get_by_role("alert")).to_contain_text("家用呼吸与睡眠监测设备组装项目")
    expect(second.locator("[name=note]")).to_have_value("已报专题会。")
