"""The database: one declarative base, one session, one place that commits.

SQLite runs in WAL with synchronous=FULL; a command starts with BEGIN IMMEDIATE, since a read that turns into
a write fails at once with "database is locked" whatever the timeout. See docs/decisions/0004.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import wraps
from typing import Any, ClassVar, ParamSpec, TypeVar

from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import BigInteger, Date, DateTime, Dialect, Engine, Integer, MetaData, String, Text, event, inspect
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, declared_attr, mapped_column
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from app.kernel import clock
from app.kernel.constraints import refusal_for
from app.kernel.errors import Conflict
from app.kernel.text import Message

P = ParamSpec("P")
R = TypeVar("R")

db = SQLAlchemy()


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: goes in and comes out with the UTC zone, on SQLite too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value


class Code(TypeDecorator[StrEnum]):
    """A StrEnum kept as its code, so that both databases and every export read the same word."""

    impl = String(24)
    cache_ok = True

    def __init__(self, codes: type[StrEnum]) -> None:
        super().__init__()
        self.codes = codes
        self._known = {code.value: code for code in codes}

    def process_bind_param(self, value: StrEnum | str | None, _dialect: Dialect) -> str | None:
        return None if value is None else self.codes(value).value

    def process_result_value(self, value: str | None, _dialect: Dialect) -> StrEnum | None:
        return None if value is None else self._known.get(value) or self.codes(value)


#: Primary and foreign keys: 64 bits on PostgreSQL, the rowid on SQLite.
Id = BigInteger().with_variant(Integer, "sqlite")


#: Text that sorts by code point in both databases: keys of lists, prefixes.
SortText = Text().with_variant(Text(collation="C"), "postgresql")


class Fen(TypeDecorator[int]):
    """Money in integer fen (1/100 yuan), at most 10^14."""

    impl = BigInteger
    cache_ok = True


class SquareCentimetres(TypeDecorator[int]):
    """Area in integer hundredths of a square metre."""

    impl = BigInteger
    cache_ok = True


class Model(DeclarativeBase):
    """What every table is made of."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: UtcDateTime, date: Date, str: Text}


M = TypeVar("M", bound=Model)


def lasting_alias(model: type[M]) -> type[M]:
    """A second name for a table, made once for the life of the program.

    SQLAlchemy builds an alias's columns at their first use, which costs a millisecond and is not safe when two
    threads come first: they would compare with a table that no FROM names. So they are built here.
    """
    made = aliased(model)
    columns = inspect(made).selectable.c
    for attribute in inspect(model).column_attrs:
        if attribute.columns[0].name in columns:
            getattr(made, attribute.key).__clause_element__()
    return made


class Identified:
    """A row known by a number."""

    id: Mapped[int] = mapped_column(Id, primary_key=True, sort_order=-10)


class Versioned:
    """A row that refuses to be overwritten by someone who has not seen it."""

    version: Mapped[int] = mapped_column(nullable=False, sort_order=90)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.version}

    def expect_version(self, seen: int) -> None:
        """Raise Conflict unless the caller has seen the present version."""
        if seen != self.version:
            raise Conflict(Message("Someone changed this record since you opened it. Compare, then save again."))


class Archivable:
    """A row that is put away, never deleted, and can be brought back."""

    archived_at: Mapped[datetime | None] = mapped_column(sort_order=91)


class Dated:
    """A row that knows when it was made and last changed."""

    created_at: Mapped[datetime] = mapped_column(default=clock.now, sort_order=92)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now, sort_order=93)


def id_of(record: Identified) -> int:
    """The number of a record that a command has just made: after a commit the attribute would ask for the whole row."""
    identity: tuple[int, ...] = inspect(record).identity
    return identity[0]


def command(action: Callable[P, R]) -> Callable[P, R]:
    """Make a service function one transaction; inside another command it joins in.

    The transaction in which the door looked up the actor is ended first. Broken database rules come out as
    Conflict or Invalid by the name of the constraint (see `kernel.constraints`).
    """

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        session = db.session
        if session.info.get("in_command"):
            return action(*args, **kwargs)
        session.rollback()
        session.info["in_command"] = True
        try:
            session.connection(execution_options={"luodi_writes": True})
            result = action(*args, **kwargs)
            session.commit()
            return result
        except StaleDataError as clash:
            session.rollback()
            raise Conflict(
                Message("Someone saved this record at the same moment. Look at it, then save again.")
            ) from clash
        except IntegrityError as broken:
            session.rollback()
            raise refusal_for(broken, Model.metadata) from broken
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info["in_command"] = False

    return run


def prepare_engine(engine: Engine) -> None:
    """Teach an engine the house's transaction rules. Call once for each engine."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _set_up_postgres)


def _set_up_sqlite(connection: DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=10000",
        "foreign_keys=ON",
        "cache_size=-256",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _set_up_postgres(connection: DBAPIConnection, _record: object) -> None:
    """Weigh the order of five joins, not eight: the others only add names, and planning took most of a list."""
    connection.autocommit = True  # what is set in a transaction would end with it
    cursor = connection.cursor()
    cursor.execute("SET join_collapse_limit = 5")
    cursor.close()
    connection.autocommit = False


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("luodi_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
