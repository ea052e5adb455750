"""What the kernel's tests share: a program without a database, readers of both languages, repeatable properties."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from flask import Flask, g
from hypothesis import HealthCheck, settings

from app.factory import create_app
from tests.support.databases import settings as configuration

settings.register_profile(
    "luodi",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("luodi")


@pytest.fixture(scope="session")
def bare_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The program for tests that need its context and no database: there is none behind its address."""
    folder: Path = tmp_path_factory.mktemp("bare")
    return create_app(configuration(f"sqlite:///{folder / 'none.db'}", folder))


Reading = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def reading(bare_app: Flask) -> Reading:
    """`with reading("zh"): …` is a request of somebody who reads this language."""

    @contextmanager
    def read(locale: str) -> Iterator[None]:
        with bare_app.test_request_context("/"):
            g.locale = locale
            yield

    return read
