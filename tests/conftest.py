"""What every test can ask for. A test that asks for `database`, `app` or `client` runs once on each database."""

import gc
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.factory import create_app
from app.kernel import clock
from app.kernel.db import db
from app.kernel.text import Message
from tests.support import statements as recorder
from tests.support.client import Browser
from tests.support.databases import Backend, Postgres, Sqlite, disconnect, flask, settings
from tests.support.lacking import lack, report
from tests.support.memory import fast_folder
from tests.support.people import Cast
from tests.support.postgres import Cluster, Unavailable, cluster
from tests.support.sharing import share

hypothesis.settings.register_profile("luodi", deadline=None)  # how long an example takes says how busy the machine is
hypothesis.settings.load_profile("luodi")

pytest_plugins = ["tests.support.browser"]

DATABASES = os.environ.get("LUODI_TEST_DATABASES", "sqlite,postgres").split(",")


#: Tests of pages. What pages ask of PostgreSQL is asked by the tests of services and queries too, and by the house
#: tests, which open every page with every filter on both databases.
PAGES = re.compile(
    r"test_(\w+_pages|views|pages|list|choosing|sso|setup|admin|rights|settings|timeline|project_page|desk)\.py$"
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With LUODI_PAGES_ONCE=1, as in CI, the tests of pages run on SQLite alone."""
    if os.environ.get("LUODI_PAGES_ONCE") != "1":
        return
    twice = [item for item in items if item.get_closest_marker("postgres") and PAGES.search(item.path.name)]
    config.hook.pytest_deselected(items=twice)
    items[:] = [item for item in items if item not in set(twice)]


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the garbage collector need not look at it a thousand times. A sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    report(terminalreporter)


def _unsaid(message: Message) -> str:
    raise AssertionError(f"{message.key!r} goes onto a page without being said in the reader's language")


Message.__html__ = _unsaid  # type: ignore[attr-defined]  # what templates ask for first


@pytest.fixture(scope="session")
def sqlite_backend() -> Iterator[Sqlite]:
    with tempfile.TemporaryDirectory(prefix="luodi-", dir=fast_folder()) as folder:
        yield Sqlite(Path(folder))


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster | Unavailable]:
    """One server for the whole run, or the reason why there is none."""
    try:
        with cluster() as running:
            yield running
    except Unavailable as reason:
        yield reason


@pytest.fixture(scope="session")
def postgres_backend(postgres_cluster: Cluster | Unavailable) -> Postgres | Unavailable:
    return postgres_cluster if isinstance(postgres_cluster, Unavailable) else Postgres(postgres_cluster)


@pytest.fixture(
    scope="session",
    params=[pytest.param(name, marks=[pytest.mark.postgres] * (name == "postgres")) for name in DATABASES],
)
def backend(request: pytest.FixtureRequest) -> Backend:
    """SQLite, then PostgreSQL."""
    found: Backend | Unavailable = request.getfixturevalue(f"{request.param}_backend")
    if isinstance(found, Unavailable):
        lack("PostgreSQL", str(found), required_by="LUODI_REQUIRE_POSTGRES")
    return found


@pytest.fixture(scope="session")
def migrated(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a template with all tables and their first rows."""
    backend.template("migrated", lambda url: flask(url, tmp_path_factory.mktemp("data"), "db", "upgrade"))
    return "migrated"


@pytest.fixture
def database(backend: Backend, migrated: str) -> Iterator[str]:
    """The address of a migrated database with nothing but its first rows, of this test alone."""
    with backend.copy(migrated) as url:
        yield url


@pytest.fixture
def empty_database(backend: Backend) -> Iterator[str]:
    """The address of a database without any table, for tests of the migrations."""
    backend.template("empty", lambda _url: None)
    with backend.copy("empty") as url:
        yield url


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """LUODI_DATA_DIR of this test."""
    return tmp_path


@pytest.fixture
def app(database: str, data_dir: Path) -> Iterator[Flask]:
    """The real program on a clean database."""
    app = share(create_app(settings(database, data_dir)))
    app.test_client_class = Browser
    yield app
    disconnect(app)
    clock.freeze(None)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """For tests that call services and queries: the session they use, inside the program's context."""
    with app.app_context():
        yield db.session


@pytest.fixture
def cast(app: Flask, session: Session) -> Cast:
    """Users for every role, and browsers in which they are signed in."""
    return Cast(app, session)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript that nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def statements() -> Callable[[], AbstractContextManager[list[str]]]:
    """`with statements() as ran: …` collects the SQL of the block."""
    return recorder.recorded
