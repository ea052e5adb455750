"""Browser tests: the real program on the sample world, in a real Chromium that may not complain.

The world stands at ten in the morning of 15 July 2022 and knows nothing later than the evening before.
A test asks for `page` (1440 px, Chinese, nobody signed in) or opens its own with
`open_page("officer", width=390, language="en")`.
"""

from collections.abc import Callable, Generator, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import select, update

from app.accounts.models import User
from app.factory import create_app
from app.kernel import clock
from app.kernel.db import db
from tests.support.complaints import complaints
from tests.support.databases import Sqlite, disconnect, flask, settings
from tests.support.lacking import lack
from tests.support.people import signed_in
from tests.support.sharing import share
from tools.browser import ARGUMENTS, find_chromium, served

NOW = datetime.fromisoformat("2022-07-15T10:00:00+08:00")
UNTIL = "2022-07-14"
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
expect.set_options(timeout=20_000)  # a busy machine may take its time; what is wrong stays wrong
PICTURES = Path(__file__).parents[2] / "var" / "test-results"
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember a failure, so that the pages of the test leave a picture in var/test-results."""
    report = yield
    item.stash[FAILED] = report.failed or item.stash.get(FAILED, False)
    return report


@pytest.fixture
def sample_app(sqlite_backend: Sqlite, data_dir: Path) -> Iterator[Flask]:
    """The program on a sample world of this test alone."""

    def fill(url: str) -> None:
        flask(url, data_dir, "db", "upgrade")
        flask(url, data_dir, "sample", "load", "--today", f"{NOW:%Y-%m-%d}", "--until", UNTIL)

    sqlite_backend.template("sample", fill)
    with sqlite_backend.copy("sample") as url:
        app = share(create_app(settings(url, data_dir, now=NOW)))
        yield app
        disconnect(app)
        clock.freeze(None)


@pytest.fixture
def live_server(sample_app: Flask) -> Iterator[str]:
    """The address of the running program."""
    with served(sample_app) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    chromium = find_chromium()
    if chromium is None:
        lack("browser", "no Chromium on PATH; set CHROMIUM to its path", required_by="LUODI_REQUIRE_BROWSER")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(
    request: pytest.FixtureRequest, browser: Browser, sample_app: Flask, live_server: str
) -> Iterator[Callable[..., Page]]:
    """Opens pages, each with cookies of its own; afterwards none may have complained.

    `username` is signed in and reads `language`; without one nobody is.
    """
    pages: list[Page] = []
    heard: list[list[str]] = []

    def open_page(
        username: str = "", *, language: str = "zh", width: int = 1440, height: int = 900, scripts: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=live_server,
            viewport={"width": width, "height": height},
            locale=LANGUAGES[language],
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            has_touch=width < 760,
            java_script_enabled=scripts,
        )
        context.set_default_timeout(15_000)
        if username:
            name, value = _session_cookie(sample_app, username, language)
            context.add_cookies([{"name": name, "value": value, "url": live_server}])
        heard.append(complaints(context))
        pages.append(context.new_page())
        return pages[-1]

    yield open_page
    for number, page in enumerate(pages):
        if request.node.stash.get(FAILED, False) and not page.is_closed():
            page.screenshot(path=PICTURES / f"{request.node.name}-{number}.png")
        page.context.close()
    assert [complaint for of_one_page in heard for complaint in of_one_page] == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A wide page in Chinese that nobody has signed in to."""
    return open_page()


def _session_cookie(app: Flask, username: str, language: str) -> tuple[str, str]:
    """A new session of this user, without the price of a password."""
    with app.app_context():
        db.session.execute(update(User).where(User.username == username).values(locale=language))
        user = db.session.scalars(select(User).where(User.username == username)).one()
        name = app.config["SESSION_COOKIE_NAME"]
        cookie = signed_in(app, db.session, user).get_cookie(name)
    assert cookie is not None
    return name, cookie.value
