"""How Alembic runs here: always on the program's own engine, in one transaction. Who calls it takes turns."""

from typing import Any, Literal

from alembic import context

from app.factory import import_models
from app.kernel.db import Fen, Model, SquareCentimetres, UtcDateTime
from app.kernel.search import STORED_WORDS, fts_name

import_models()
_FTS_PARTS = ("", "_data", "_idx", "_docsize", "_config", "_content")


def _include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave out what the models do not know: FTS5 tables with their shadows, search indexes and their columns."""
    if kind == "table":
        known = {f"{fts_name(table)}{part}" for table in Model.metadata.tables for part in _FTS_PARTS}
        return name not in known
    if kind == "column":
        return name != STORED_WORDS
    return not (kind == "index" and name and name.endswith("_search"))


def _render_item(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Write our own column types into migrations as the plain ones they stand for."""
    if kind == "type" and isinstance(item, Fen | SquareCentimetres):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(item).__name__ == "Code":
        return "sa.String(24)"
    return False


def run() -> None:
    """Run the migrations of this call in one transaction."""
    engine = context.config.attributes["engine"]
    with engine.connect().execution_options(luodi_writes=True) as connection, connection.begin():
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=True,
            include_name=_include_name,
            render_item=_render_item,
            transaction_per_migration=False,
            compare_type=True,
        )
        context.run_migrations()


run()
