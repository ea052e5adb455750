"""Steps that several browser tests take."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from app.sample.service.world import PASSWORD


def sign_in(page: Page, username: str, language: str = "zh") -> None:
    """Through the form, as everybody does; then the switch, where the person's language is another one."""
    page.goto("/sign-in")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main [type=submit]").click()
    page.wait_for_url("/")
    switch = page.locator(f".top button[name=locale][value={language}]")
    if switch.count():
        switch.click()
    expect(page.locator("html")).to_have_attribute("lang", "en" if language == "en" else "zh-CN")


def pick(form: Locator, field: str, typed: str, name: str) -> None:
    """Type into a picker and take the option of this name; the token then stands in the field."""
    picker = form.locator(f"[data-picker]:has(.picker-input[name='{field}'])")
    picker.locator(".picker-input").press_sequentially(typed)
    option = picker.get_by_role("option").filter(has=form.page.get_by_text(name, exact=True))
    expect(option).to_be_visible()
    while option.get_attribute("aria-selected") != "true":
        form.page.keyboard.press("ArrowDown")
    form.page.keyboard.press("Enter")
    expect(picker.locator("[data-token-label]").last).to_have_text(name)


def add_step(
    form: Locator,
    number: int,
    text: str,
    *,
    due_in: int,
    owner: tuple[str, str] | None = None,
    promised_by: tuple[str, str] | None = None,
) -> None:
    """Fill in one next step of the log form; `owner` and `promised_by` are what is typed and who is meant."""
    row = form.locator(f"#log-step-{number}")
    if not row.count():
        form.locator("#log-add").click()
    prefix = f"follow_ups-{number}"
    row.locator(f"[name={prefix}-text]").fill(text)
    row.locator(f"[data-days='{due_in}']").click()
    if owner:
        pick(row, f"{prefix}-owner_id", *owner)
    if promised_by:
        row.locator(f"[name={prefix}-side][value=enterprise]").check(force=True)
        row.locator("details summary").click()
        pick(row, f"{prefix}-counterpart", *promised_by)


def follow(page: Page, link: str, folder: Path) -> Path:
    """The file behind a link."""
    with page.expect_download() as download:
        page.locator(link).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path
