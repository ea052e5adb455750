"""Finding records by name: one `search` column, one predicate, the same on SQLite and PostgreSQL.

The column holds `text.search_terms`. SQLite indexes it in an FTS5 table kept by triggers, PostgreSQL in a stored
tsvector column with a GIN index; the migrations make both from `fts_statements`. (Without the stored column the
planner takes for cheap what costs 0.1 ms a row: two words that never meet took 27 s among 300,000 meetings.)
Trigrams cannot serve two Chinese characters, so characters are words (decision 0008).
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Table, TableClause, Text, func, literal_column, select, table
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from app.kernel.db import db
from app.kernel.text import query_terms

#: The column that PostgreSQL keeps beside `search`; no model knows it.
STORED_WORDS = "search_words"
#: How many finds a short list is chosen from.
CANDIDATES = 60
_NOTHING: ColumnElement[bool] = literal_column("0 = 1")


class Searchable:
    """A row that is found by its names. The service fills `search` by `text.search_terms`."""

    search: Mapped[str] = mapped_column(Text, default="", sort_order=95, deferred=True)


def matches(column: InstrumentedAttribute[str], query: str) -> ColumnElement[bool]:
    """The predicate "this record's names contain what was typed": every phrase and every word must occur.

    A query without a letter, digit or character matches nothing.
    """
    owner: Table = column.class_.__table__
    if _is_postgres():
        return _in_stored_words(owner, query)
    index = _index_of(owner)
    found = select(literal_column("rowid", Integer)).select_from(index).where(_in_index(index, query))
    return owner.c.id.in_(found)


def few(
    column: InstrumentedAttribute[str], query: str, *more: ColumnElement[bool], limit: int = CANDIDATES
) -> Select[int]:
    """The ids of a few records that match, enough to choose from, where a broad text would bring a whole table to sort.

    SQLite reads its index only as far as the limit when it is joined; asked by `matches` it reads all of it first.
    """
    owner: Table = column.class_.__table__
    if _is_postgres():
        found = select(owner.c.id).where(_in_stored_words(owner, query))
    else:
        index = _index_of(owner)
        joined = index.join(owner, owner.c.id == literal_column(f"{index.name}.rowid", Integer))
        found = select(owner.c.id).select_from(joined).where(_in_index(index, query))
    return select(found.where(*more).limit(limit).correlate(None).subquery().c.id)


def _is_postgres() -> bool:
    return db.session.get_bind().dialect.name == "postgresql"


def _in_stored_words(owner: Table, query: str) -> ColumnElement[bool]:
    phrases, words = query_terms(query)
    if not phrases and not words:
        return _NOTHING
    wanted = " & ".join([*(_pg_phrase(p) for p in phrases), *(f"{w}:*" for w in words)])
    stored: ColumnElement[Any] = literal_column(f"{owner.name}.{STORED_WORDS}")
    return stored.bool_op("@@")(func.to_tsquery(literal_column("'simple'"), wanted))


def _index_of(owner: Table) -> TableClause:
    return table(fts_name(owner.name))


def _in_index(index: TableClause, query: str) -> ColumnElement[bool]:
    phrases, words = query_terms(query)
    if not phrases and not words:
        return _NOTHING
    wanted = " AND ".join([*(f'"{p}"' for p in phrases), *(f'"{w}"*' for w in words)])
    return literal_column(index.name).bool_op("MATCH")(wanted)


def _pg_phrase(phrase: str) -> str:
    return "(" + " <-> ".join(phrase.split()) + ")"


def fts_name(table_name: str) -> str:
    """The FTS5 table beside a searchable table."""
    return f"{table_name}_fts"


def fts_statements(table_name: str, dialect: str) -> Iterator[str]:
    """What a migration runs to make a table's `search` column searchable."""
    if dialect == "postgresql":
        words = "tsvector GENERATED ALWAYS AS (to_tsvector('simple', search)) STORED"
        yield f"ALTER TABLE {table_name} ADD COLUMN {STORED_WORDS} {words}"
        yield f"CREATE INDEX ix_{table_name}_search ON {table_name} USING gin ({STORED_WORDS}) WITH (fastupdate = off)"
        return
    fts = fts_name(table_name)
    new, old = (
        f"INSERT INTO {fts}(rowid, search) VALUES (new.id, new.search);",
        (f"INSERT INTO {fts}({fts}, rowid, search) VALUES ('delete', old.id, old.search);"),
    )
    yield (
        f"CREATE VIRTUAL TABLE {fts} USING fts5(search, content='{table_name}', content_rowid='id', "
        "tokenize='unicode61', prefix='2 3')"
    )
    yield f"CREATE TRIGGER {fts}_insert AFTER INSERT ON {table_name} BEGIN {new} END"
    yield f"CREATE TRIGGER {fts}_delete AFTER DELETE ON {table_name} BEGIN {old} END"
    yield f"CREATE TRIGGER {fts}_update AFTER UPDATE OF search ON {table_name} BEGIN {old} {new} END"


def fts_drop_statements(table_name: str, dialect: str) -> Iterator[str]:
    """What the downgrade runs to take `fts_statements` back."""
    if dialect == "postgresql":
        yield f"ALTER TABLE {table_name} DROP COLUMN {STORED_WORDS}"
        return
    for what in ("insert", "delete", "update"):
        yield f"DROP TRIGGER {fts_name(table_name)}_{what}"
    yield f"DROP TABLE {fts_name(table_name)}"
