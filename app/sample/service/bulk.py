"""Putting rows in by the hundred thousand: past the ORM, text indexes afterwards.

COPY on PostgreSQL and one prepared statement on SQLite. Values go through the types of their columns, so that
what is stored is what the services would have stored.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, cast

from sqlalchemy import Table, text

from app.kernel.db import Identified, Model, db
from app.kernel.search import fts_drop_statements, fts_name, fts_statements

Row = Mapping[str, Any]
_Reader = Callable[[Row], Any]


def insert(model: type[Model], rows: Iterable[Row]) -> int:
    """Put rows of one shape into a table; how many they were. What the table does not have is left out."""
    waiting = iter(rows)
    first = next(waiting, None)
    if first is None:
        return 0
    table = cast("Table", model.__table__)
    names, readers = _shape(table, first)
    counted = _Counted(tuple(read(row) for read in readers) for row in chain([first], waiting))
    cursor: Any = db.session.connection().connection.cursor()
    if _on_postgres():
        with cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
            for values in counted:
                copy.write_row(values)
    else:
        places = ", ".join("?" * len(names))
        statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({places})"  # noqa: S608  # our own names
        cursor.executemany(statement, counted)
    return counted.count


def _shape(table: Table, row: Row) -> tuple[list[str], list[_Reader]]:
    """The columns that rows like this one fill, given or by default, and how the value of each is read."""
    dialect = db.session.get_bind().dialect
    names, readers = [], []
    for column in table.columns:
        process = column.type.dialect_impl(dialect).bind_processor(dialect)
        if column.name in row:
            readers.append(_given(column.name, process))
        elif column.default is not None and column.default.is_scalar:
            value = column.default.arg  # type: ignore[attr-defined]
            readers.append(_always(process(value) if process else value))
        else:
            continue
        names.append(f'"{column.name}"')
    return names, readers


def _given(name: str, process: Callable[[Any], Any] | None) -> _Reader:
    if process is None:
        return lambda row: row[name]
    return lambda row: process(row[name])


def _always(value: Any) -> _Reader:
    return lambda _row: value


class _Counted(Iterator[tuple[Any, ...]]):
    """Rows, counted as they go by."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows, self.count = rows, 0

    def __next__(self) -> tuple[Any, ...]:
        row = next(self._rows)
        self.count += 1
        return row


@contextmanager
def text_indexes_later(models: Sequence[type[Model]]) -> Iterator[None]:
    """Take the text indexes of these tables away for the block, and build each in one go after it."""
    connection, dialect = db.session.connection(), db.session.get_bind().dialect.name
    tables = [model.__tablename__ for model in models]
    for table in tables:
        for statement in fts_drop_statements(table, dialect):
            connection.exec_driver_sql(statement)
    yield
    for table in tables:
        for statement in fts_statements(table, dialect):
            connection.exec_driver_sql(statement)
        if dialect == "sqlite":
            index = fts_name(table)
            connection.exec_driver_sql(f"INSERT INTO {index}({index}) VALUES ('rebuild')")  # noqa: S608


def settle(models: Sequence[type[Identified]]) -> None:
    """Tell the planner the new sizes, and PostgreSQL's sequences the ids given by hand."""
    for model in models if _on_postgres() else ():
        name = cast("type[Model]", model).__tablename__
        highest = f"(SELECT max(id) FROM {name})"  # noqa: S608
        db.session.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {highest})"))
    db.session.execute(text("ANALYZE"))


def _on_postgres() -> bool:
    return db.session.get_bind().dialect.name == "postgresql"
