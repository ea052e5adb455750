"""How the installation is: versions, database, migrations, disk, and what takes the room."""

import platform
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import func, select, text

from app.kernel.db import Model, db

_LIBRARIES = ("Flask", "SQLAlchemy", "Werkzeug", "Jinja2", "pydantic", "gunicorn")
_LOW = 0.1


@dataclass(frozen=True)
class Health:
    """What the one who operates it wants to know at a glance."""

    python: str
    libraries: dict[str, str]
    database: str
    revision: str
    newest: str
    disk_total: int
    disk_free: int
    database_bytes: int
    data_bytes: int

    @property
    def is_current(self) -> bool:
        return self.revision == self.newest

    @property
    def is_disk_low(self) -> bool:
        return self.disk_free < self.disk_total * _LOW


@dataclass(frozen=True)
class TableSize:
    """A table: how many rows, and how many bytes with its indexes where the database says so."""

    name: str
    rows: int
    size: int | None


def health(data_dir: Path, revision: str, newest: str) -> Health:
    """How it is now, with the migration at which the database stands and the newest one."""
    disk = shutil.disk_usage(data_dir)
    return Health(
        python=platform.python_version(),
        libraries={name: version(name) for name in _LIBRARIES},
        database=_database_version(),
        revision=revision,
        newest=newest,
        disk_total=disk.total,
        disk_free=disk.free,
        database_bytes=_database_bytes(),
        data_bytes=sum(size for _, size in folders(data_dir)),
    )


def tables() -> Sequence[TableSize]:
    """Every table, the largest first."""
    found = [
        TableSize(table.name, db.session.scalar(select(func.count()).select_from(table)) or 0, _size_of(table.name))
        for table in Model.metadata.sorted_tables
    ]
    return sorted(found, key=lambda one: (-(one.size or 0), -one.rows, one.name))


def folders(data_dir: Path) -> list[tuple[str, int]]:
    """The folders and files of the data folder with their bytes, the largest first."""
    found = [(entry.name, _bytes_in(entry)) for entry in data_dir.iterdir() if not entry.name.startswith(".")]
    return sorted(found, key=lambda one: -one[1])


def _bytes_in(entry: Path) -> int:
    files = entry.rglob("*") if entry.is_dir() else [entry]
    return sum(file.lstat().st_size for file in files if file.is_file() and not file.is_symlink())


def _is_postgres() -> bool:
    return db.session.get_bind().dialect.name == "postgresql"


def _database_version() -> str:
    if _is_postgres():
        return f"PostgreSQL {db.session.scalar(text('SHOW server_version'))}"
    return f"SQLite {db.session.scalar(text('SELECT sqlite_version()'))}"


def _database_bytes() -> int:
    if _is_postgres():
        return int(db.session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    pages, size = (db.session.scalar(text(f"PRAGMA {name}")) or 0 for name in ("page_count", "page_size"))
    return int(pages) * int(size)


def _size_of(table: str) -> int | None:
    if not _is_postgres():
        return None
    question = text("SELECT pg_total_relation_size(CAST(:name AS regclass))")
    return int(db.session.scalar(question, {"name": table}) or 0)
