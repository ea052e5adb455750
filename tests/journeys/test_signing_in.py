"""Signing in as people do: a second factor on the telephone, and signing out on a device that is elsewhere."""

import re
from collections.abc import Callable

import pyotp
from playwright.sync_api import Page, expect

from app.kernel import clock
from app.sample.service.world import PASSWORD

OpenPage = Callable[..., Page]


def sign_in(page: Page, username: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()


def code_of(secret: str, seconds: int = 0) -> str:
    """What the telephone shows at the moment at which the world stands still."""
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()) + seconds)


def test_a_second_factor_is_set_up_and_asked_for_at_the_next_sign_in(open_page: OpenPage) -> None:
    page = open_page("officer", width=390)
    page.goto("/profile")
    page.get_by_role("link", name="设置").click()
    page.get_by_role("button", name="设置").click()
    expect(page.get_by_role("img", name="包含下方密钥的二维码").locator("svg")).to_be_visible()
    secret = page.locator("#key").inner_text()
    page.get_by_label("验证码").fill(code_of(secret, -30))
    page.get_by_role("button", name="确认").click()
    codes = page.locator("#codes").inner_text().split()
    assert len(codes) == 10
    page.get_by_role("link", name="我已妥善保存").click()
    expect(page).to_have_url(re.compile("/profile$"))

    other = open_page()
    sign_in(other, "officer")
    expect(other.get_by_role("heading", name="双重验证")).to_be_visible()
    other.get_by_label("验证码").fill(code_of(secret))
    other.get_by_role("button", name="登录").click()
    expect(other).to_have_url(re.compile("/$"))

    third = open_page()
    sign_in(third, "officer")
    third.get_by_label("验证码").fill(codes[0].upper())
    third.get_by_role("button", name="登录").click()
    expect(third).to_have_url(re.compile("/$"))


def test_a_device_elsewhere_is_signed_out_from_the_profile(open_page: OpenPage) -> None:
    here, there = open_page(), open_page()
    sign_in(here, "officer")
    expect(here).to_have_url(re.compile("/$"))
    sign_in(there, "officer")
    expect(there).to_have_url(re.compile("/$"))
    here.goto("/profile")
    devices = here.locator("#devices li")
    expect(devices).to_have_count(2)
    expect(devices.filter(has_text="本设备")).to_have_count(1)
    devices.filter(has_not_text="本设备").get_by_role("button", name="退出").click()
    expect(devices).to_have_count(1)
    there.goto("/profile")
    expect(there).to_have_url(re.compile("/sign-in"))
    here.goto("/profile")
    expect(here).to_have_url(re.compile("/profile$"))
