"""Databases for tests: migrated once in a session, copied for each test, on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Protocol

from flask import Flask

from app.factory import create_app
from app.kernel.db import db
from config import Config
from tests.support.postgres import Cluster

#: Fills a new database; gets the address of an empty one.
Filler = Callable[[str], None]


class Backend(Protocol):
    """One kind of database."""

    def template(self, name: str, fill: Filler) -> None:
        """Make a database to be copied; once for each name."""

    def copy(self, name: str) -> AbstractContextManager[str]:
        """The address of a copy, for one test."""


class Sqlite:
    """Copies are files in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()

    def template(self, name: str, fill: Filler) -> None:
        path = self._folder / f"{name}.db"
        if not path.exists():
            unfinished = path.with_suffix(".unfinished")
            unfinished.unlink(missing_ok=True)
            unfinished.touch()
            fill(f"sqlite:///{unfinished}")
            unfinished.rename(path)

    @contextmanager
    def copy(self, name: str) -> Iterator[str]:
        path = self._folder / f"copy{next(self._numbers)}.db"
        shutil.copyfile(self._folder / f"{name}.db", path)
        yield f"sqlite:///{path}"
        for file in self._folder.glob(f"{path.name}*"):
            file.unlink()


class Postgres:
    """Copies are databases of one cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._templates: set[str] = set()
        self._numbers = count()

    def template(self, name: str, fill: Filler) -> None:
        if name not in self._templates:
            self._cluster.drop(name)
            self._cluster.create(name)
            fill(self._cluster.url(name))
            self._templates.add(name)

    @contextmanager
    def copy(self, name: str) -> Iterator[str]:
        database = f"copy{next(self._numbers)}"
        self._cluster.create(database, template=name)
        yield self._cluster.url(database)
        self._cluster.drop(database)


def flask(url: str, data_dir: Path, *words: str) -> None:
    """What `flask WORDS…` does to this database; a failure is raised."""
    app = create_app(settings(url, data_dir))
    try:
        result = app.test_cli_runner().invoke(args=list(words), catch_exceptions=False)
    finally:
        disconnect(app)
    if result.exit_code:
        raise AssertionError(f"flask {' '.join(words)}: {result.output}")


def settings(url: str, data_dir: Path, now: datetime | None = None) -> Config:
    """The configuration of every application under test; `now` stops its clock."""
    return Config(url, data_dir, environment="testing", secret_key="only for tests", now=now)


def disconnect(app: Flask) -> None:
    """Close every connection: the database can then be copied, and a forgotten one spoils no later test."""
    with app.app_context():
        db.engine.dispose()
