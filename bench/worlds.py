"""The big world on each database: made once, kept in var/bench, and measured on a copy."""

import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.support.databases import flask
from tests.support.postgres import OPTIONS, cluster

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "bench"
#: What decides how the world looks: another state of these files makes a new one.
_MAKERS = (
    "migrations/versions/*.py",
    "app/sample/**/*.py",
    "app/sample/**/*.toml",
    "app/kernel/text.py",
    "app/kernel/search.py",
)
#: As in production, except that nothing need survive the machine.
_POSTGRES = OPTIONS | {
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
    "shared_buffers": "512MB",
    "work_mem": "16MB",
    "random_page_cost": "1.1",
    "max_wal_size": "4GB",
}


@dataclass(frozen=True)
class World:
    """A database to be measured and the folder in which its program works."""

    database: str
    url: str
    data_dir: Path

    @property
    def is_postgres(self) -> bool:
        return self.database == "postgres"


@contextmanager
def open_world(database: str, enterprises: int) -> Iterator[World]:
    """A copy of the big world, gone after the block."""
    kept = _kept(database, enterprises)
    with tempfile.TemporaryDirectory(prefix="luodi-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        if not kept.exists():
            _make(database, enterprises, folder / "new", kept)
        work = folder / "work"
        shutil.copytree(kept, work)
        with _running(database, work) as world:
            yield world


def _kept(database: str, enterprises: int) -> Path:
    """The folder of the world as these sources make it; worlds of other sources are thrown away."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in _MAKERS for path in ROOT.glob(pattern)):
        digest.update(path.read_bytes())
    kept = KEPT / f"{database}-{enterprises}-{digest.hexdigest()[:12]}"
    for old in KEPT.glob(f"{database}-{enterprises}-*"):
        if old != kept:
            shutil.rmtree(old)
    return kept


def _make(database: str, enterprises: int, folder: Path, kept: Path) -> None:
    print(f"making the world of {enterprises:,} enterprises on {database} …", flush=True)
    folder.mkdir(parents=True)
    with _running(database, folder) as world:
        flask(world.url, folder, "db", "upgrade")
        flask(world.url, folder, "sample", "load")
        began = time.perf_counter()
        flask(world.url, folder, "sample", "generate", "--enterprises", str(enterprises))
        print(f"generated in {time.perf_counter() - began:.0f} s", flush=True)
        if world.is_postgres:
            address = world.url.replace("postgresql+psycopg", "postgresql")
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute("VACUUM (ANALYZE)")
    shutil.copytree(folder, kept.with_suffix(".unfinished"), dirs_exist_ok=True)
    kept.with_suffix(".unfinished").rename(kept)


@contextmanager
def _running(database: str, folder: Path) -> Iterator[World]:
    """The database that lies in a folder, reachable."""
    if database == "sqlite":
        yield World(database, f"sqlite:///{folder / 'luodi.db'}", folder)
        return
    data = folder / "postgres"
    data.mkdir(exist_ok=True)
    with cluster(_POSTGRES, data) as server:
        if not (folder / "made").exists():
            server.create("world")
            (folder / "made").touch()
        yield World(database, server.url("world"), folder)
