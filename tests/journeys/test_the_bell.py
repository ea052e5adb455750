"""The bell on the phone: who is given a follow-up sees that there is something, opens it, and the bell is quiet."""

from playwright.sync_api import expect

TEXT = "核对设备清单并报回"


def test_the_owner_is_told_and_comes_to_the_record(open_page):
    leader, officer = open_page("manager"), open_page("officer", width=390, height=844)
    officer.goto("/")
    count = officer.locator(".bell-count")
    before = int(count.inner_text())  # what the sample world has told them already

    leader.goto("/follow-ups/new")
    leader.locator("main [name=text]").fill(TEXT)
    owner = leader.locator("main #owner_id")
    owner.press_sequentially("drx")
    leader.get_by_role("option").filter(has_text="段若溪").first.click()
    leader.locator("main #enterprise_id").press_sequentially("gykgg")
    leader.get_by_role("option").filter(has_text="国药控股股份有限公司").first.click()
    leader.locator("main [data-days='7']").click()
    leader.locator("main [type=submit]").click()
    expect(leader.locator(".record-head")).to_contain_text(TEXT)

    officer.goto("/")
    expect(count).to_have_text(str(before + 1))
    officer.locator(".bell").tap()
    officer.locator(".told .is-new button").filter(has_text=TEXT).tap()
    expect(officer.locator(".record-head")).to_contain_text(TEXT)
    expect(count).to_have_text(str(before))
