"""Files: dropped on a project's panel, photographed on the way, and handed in without any script."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support.files import JPEG, PDF
from tests.support.steps import follow

PROJECT = "/projects/1"
SECRETS = "非涉密系统，严禁上传涉密文件"


def drop(page: Page, selector: str, *files: tuple[str, bytes]) -> None:
    """Drop files on an element as a person drags them in from a folder."""
    carried = page.evaluate_handle(
        """files => {
            const carried = new DataTransfer();
            for (const [name, content] of files) carried.items.add(new File([new Uint8Array(content)], name));
            return carried;
        }""",
        [[name, list(content)] for name, content in files],
    )
    for kind in ("dragenter", "dragover", "drop"):
        page.dispatch_event(selector, kind, {"dataTransfer": carried})


def test_two_files_are_dropped_on_a_project_and_one_is_replaced(open_page, tmp_path: Path):
    page = open_page("officer")
    page.goto(PROJECT)
    drop(page, "#files", ("投资协议.pdf", PDF), ("现场.jpg", JPEG))
    box = page.locator("#files-dialog")
    expect(box.locator("[data-files-list] li")).to_have_count(2)
    expect(box).to_contain_text(SECRETS)
    box.locator("[name=kind]").select_option("agreement")
    box.get_by_role("button", name="上传").click()
    expect(page.locator("#files")).to_contain_text("投资协议.pdf")
    expect(page.locator("#files")).to_contain_text("现场.jpg")
    assert follow(page, "#files a[download]:has-text('投资协议.pdf')", tmp_path).read_bytes() == PDF

    page.get_by_role("link", name="投资协议.pdf 的新版本").click()
    box.locator("#file-files").set_input_files({"name": "盖章版.pdf", "mimeType": "", "buffer": PDF + b"\n"})
    box.get_by_role("button", name="替换").click()
    expect(page.locator("#files")).to_contain_text("盖章版.pdf")
    page.get_by_text("1 个早前版本").click()
    expect(page.get_by_role("link", name="投资协议.pdf", exact=True)).to_be_visible()


def test_what_is_refused_is_said_in_the_dialog_and_the_next_try_goes_through(open_page):
    page = open_page("officer")
    page.goto(PROJECT)
    drop(page, "#files", ("网页.pdf", b"<html>"))
    box = page.locator("#files-dialog")
    box.get_by_role("button", name="上传").click()
    expect(box).to_contain_text("网页：不收这种文件。")
    drop(page, "#files-dialog .drop-area", ("协议.pdf", PDF))
    expect(box.locator("[data-files-list]")).to_contain_text("协议.pdf")
    box.get_by_role("button", name="上传").click()
    expect(page.locator("#files")).to_contain_text("协议.pdf")


def test_a_photo_is_taken_on_the_phone(open_page):
    page = open_page("officer", width=390, height=844)
    page.goto(PROJECT)
    page.get_by_role("link", name="上传文件").click()
    box = page.locator("#files-dialog")
    expect(box.get_by_text("拍照")).to_be_visible()
    box.locator("input[capture]").set_input_files({"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": JPEG})
    box.locator("[name=kind]").select_option("photo")
    box.get_by_role("button", name="上传").click()
    expect(page.locator("#files")).to_contain_text("IMG_1.jpg")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_file_is_handed_in_replaced_and_withdrawn_without_scripts(open_page):
    page = open_page("officer", scripts=False)
    page.goto(PROJECT)
    page.get_by_role("link", name="上传文件").click()
    expect(page.locator("main")).to_contain_text(SECRETS)
    page.locator("#file-files").set_input_files({"name": "批复.txt", "mimeType": "", "buffer": "同意。".encode("gbk")})
    page.locator("main").get_by_role("button", name="上传").click()
    expect(page.locator("#files")).to_contain_text("批复.txt")
    page.get_by_role("link", name="撤回 批复.txt").click()
    page.locator("#file-reason").fill("发错了")
    page.locator("main").get_by_role("button", name="撤回").click()
    expect(page.locator("#files")).not_to_contain_text("批复.txt")
