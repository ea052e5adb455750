"""A bare connection: SQL through the driver, with the settings that the program uses, and nothing else."""

import re
import sqlite3
from collections.abc import Sequence
from typing import Any

import psycopg

from bench.worlds import World

_PARAMETER = re.compile(r"(?<!:):(\w+)")
_SQLITE = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON", "temp_store=MEMORY")


class Driver:
    """One connection to a world. Statements are written once, with `:name` for parameters."""

    def __init__(self, world: World) -> None:
        self.is_postgres = world.is_postgres
        self.connection: Any
        if world.is_postgres:
            address = world.url.replace("postgresql+psycopg", "postgresql")
            self.connection = psycopg.connect(address, prepare_threshold=None)
        else:
            path = world.url.removeprefix("sqlite:///")
            self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            for setting in _SQLITE:
                self.connection.execute(f"PRAGMA {setting}")

    def rows(self, statement: str, **parameters: Any) -> list[Any]:
        """All rows of a statement."""
        found: list[Any] = self._run(statement, parameters).fetchall()
        return found

    def write(self, statement: str, **parameters: Any) -> None:
        """Run a statement that finds nothing."""
        self._run(statement, parameters)

    def _run(self, statement: str, parameters: dict[str, Any]) -> Any:
        if self.is_postgres:
            statement = _PARAMETER.sub(r"%(\1)s", statement)
        return self.connection.execute(statement, parameters)

    def replay(self, statements: Sequence[tuple[str, Any]]) -> None:
        """Ask recorded questions with their parameters in one transaction, and fetch what they find."""
        if not self.is_postgres:
            self.connection.execute("BEGIN")
        for statement, parameters in statements:
            done = self.connection.execute(statement, parameters)
            if done.description:
                done.fetchall()
        self.connection.rollback()

    def begin(self) -> None:
        """Begin to write; PostgreSQL's driver does so by itself."""
        if not self.is_postgres:
            self.connection.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """End the transaction durably."""
        self.connection.commit()

    def rollback(self) -> None:
        """End the transaction of a question."""
        self.connection.rollback()
