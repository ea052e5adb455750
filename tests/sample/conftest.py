"""The sample world, loaded once for each database and copied for each test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from app.factory import create_app
from tests.support.databases import Backend, disconnect, flask, settings

#: The day before the meeting that the product was made for.
EVE = "2022-07-14"


@contextmanager
def running(url: str, data_dir: Path) -> Iterator[Flask]:
    """The program on a database, inside its own context."""
    app = create_app(settings(url, data_dir))
    with app.app_context():
        yield app
    disconnect(app)


def _loaded(backend: Backend, name: str, data_dir: Path, *words: str) -> str:
    def fill(url: str) -> None:
        flask(url, data_dir, "db", "upgrade")
        flask(url, data_dir, "sample", "load", *words)

    backend.template(name, fill)
    return name


@pytest.fixture
def world(backend: Backend, data_dir: Path) -> Iterator[str]:
    """The address of a database with the sample world as of this day."""
    with backend.copy(_loaded(backend, "sample-world", data_dir)) as url:
        yield url


@pytest.fixture
def world_of_the_eve(backend: Backend, data_dir: Path) -> Iterator[str]:
    """The address of a database with the sample world as it was on the eve of the meeting."""
    with backend.copy(_loaded(backend, "sample-eve", data_dir, "--until", EVE)) as url:
        yield url


@pytest.fixture
def loaded(world: str, data_dir: Path) -> Iterator[Flask]:
    """The program on the sample world."""
    with running(world, data_dir) as app:
        yield app
