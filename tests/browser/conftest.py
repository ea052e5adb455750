"""Browser tests: the real program on a sample world, in a real Chromium that may not complain.

A test asks for `page` (1440 px, Chinese) or opens its own with `open_page(width=390, language="en")`.
`@pytest.mark.world(today="2022-07-15", until="2022-07-14")` sets the day and cuts the world off.
"""

from collections.abc import Callable, Generator, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright

from app.factory import create_app
from app.kernel import clock
from tests.support.complaints import complaints
from tests.support.databases import Sqlite, disconnect, flask, settings
from tests.support.lacking import lack
from tools.browser import ARGUMENTS, find_chromium, served

TODAY = "2025-07-15"
HERE = Path(__file__).parent
PICTURES = HERE.parents[1] / "var" / "test-results"
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember a failure, so that the pages of the test leave a picture in var/test-results."""
    report = yield
    item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def world(request: pytest.FixtureRequest) -> dict[str, str]:
    """The day it is, and the day after which nothing has happened yet."""
    marker = request.node.get_closest_marker("world")
    return {"today": TODAY, **(marker.kwargs if marker else {})}


@pytest.fixture
def database(sqlite_backend: Sqlite, world: dict[str, str], data_dir: Path) -> Iterator[str]:
    """A sample world of this test alone."""

    def fill(url: str) -> None:
        flask(url, data_dir, "db", "upgrade")
        flask(url, data_dir, "sample", "load", *(word for name, day in world.items() for word in (f"--{name}", day)))

    name = "-".join(["world", *world.values()])
    sqlite_backend.template(name, fill)
    with sqlite_backend.copy(name) as url:
        yield url


@pytest.fixture
def app(database: str, data_dir: Path, world: dict[str, str]) -> Iterator[Flask]:
    """The program at ten in the morning of the world's day."""
    now = datetime.fromisoformat(f"{world['today']}T10:00:00+08:00")
    app = create_app(settings(database, data_dir, now=now))
    yield app
    disconnect(app)
    clock.freeze(None)


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The address of the running program."""
    with served(app) as address:
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
def open_page(request: pytest.FixtureRequest, browser: Browser, live_server: str) -> Iterator[Callable[..., Page]]:
    """Opens pages, each with cookies of its own; afterwards none may have complained."""
    pages: list[Page] = []
    heard: list[list[str]] = []

    def open_page(*, width: int = 1440, height: int = 900, language: str = "zh-CN") -> Page:
        context = browser.new_context(
            base_url=live_server,
            viewport={"width": width, "height": height},
            locale=language,
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            has_touch=width < 760,
        )
        context.set_default_timeout(10_000)
        heard.append(complaints(context))
        pages.append(context.new_page())
        return pages[-1]

    yield open_page
    for number, page in enumerate(pages):
        if request.node.stash.get(FAILED, False):
            page.screenshot(path=PICTURES / f"{request.node.name}-{number}.png")
        page.context.close()
    assert [complaint for of_one_page in heard for complaint in of_one_page] == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A wide page in Chinese."""
    return open_page()
