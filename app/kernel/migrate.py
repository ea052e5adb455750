"""Migrations: Alembic over the program's own engine, and the commands that operate it.

Alembic is loaded by who migrates: a server would carry it through its whole life for nothing.
"""

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import Connection, String, column, inspect, select, table, text

from app.kernel.db import db
from app.kernel.seeds import SEEDS

_ROOT = Path(__file__).resolve().parents[2]
_VERSIONS = _ROOT / "migrations" / "versions"
_MIGRATION_LOCK = 7_202_207_15

cli = AppGroup("db", help="Make and change the database.")


def _alembic(action: str, *words: str) -> None:
    """Run a command of Alembic on the program's engine."""
    from alembic import command
    from alembic.config import Config

    config = Config(str(_ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(_VERSIONS.parent))
    config.attributes["engine"] = db.engine
    getattr(command, action)(config, *words)


@lru_cache
def newest_revision() -> str:
    """The revision that this program needs: the last of the numbered files, which form one line."""
    return max(path.name.partition("_")[0] for path in _VERSIONS.glob("[0-9]*_*.py"))


def present_revision(connection: Connection) -> str | None:
    """The revision at which the database stands; None when nothing has ever been migrated."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(select(column("version_num", String)).select_from(table("alembic_version")))


def upgrade(revision: str = "head") -> None:
    """Bring the database up, at the head with the first rows of every room.

    Several workers may start at once on an empty one: they take turns.
    """
    with _turn():
        _alembic("upgrade", revision)
        for _, seed in SEEDS if revision == "head" else ():
            seed()


@contextmanager
def _turn() -> Iterator[None]:
    """Alone with this database for as long as the block lasts."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
            yield
        return
    database = db.engine.url.database or ""
    folder = Path(database).parent if database not in ("", ":memory:") else Path(tempfile.gettempdir())
    with (folder / ".migrating").open("w") as turn:
        fcntl.flock(turn.fileno(), fcntl.LOCK_EX)
        yield


def downgrade(revision: str) -> None:
    """Take migrations back."""
    _alembic("downgrade", revision)


@cli.command("upgrade")
@click.argument("revision", default="head")
def upgrade_command(revision: str) -> None:
    """Bring the database to the newest state, with the first rows of every room."""
    upgrade(revision)


@cli.command("downgrade")
@click.argument("revision")
def downgrade_command(revision: str) -> None:
    """Take the database back to a revision (or `base`)."""
    downgrade(revision)


@cli.command("check")
def check_command() -> None:
    """Fail if the tables and the models differ."""
    _alembic("check")
