"""What it means when the database says no: constraint names turned into sentences."""

import re

from sqlalchemy import Index, MetaData, UniqueConstraint
from sqlalchemy.exc import IntegrityError

from app.kernel.errors import Conflict, Invalid, Refusal
from app.kernel.text import Message

_SENTENCES: dict[str, tuple[str, Message]] = {}


def explain(constraint: str, field: str, message: Message) -> None:
    """Say once, beside the table, what a broken constraint means and at which field it shows."""
    _SENTENCES[constraint] = (field, message)


def refusal_for(broken: IntegrityError, metadata: MetaData) -> Refusal:
    """The refusal that a broken database rule stands for."""
    name = _name_of(broken, metadata)
    if name in _SENTENCES:
        field, message = _SENTENCES[name]
        return Invalid.at(field, message)
    return Conflict(Message("This contradicts a record that was saved in the meantime. Look again, then save."))


def _name_of(broken: IntegrityError, metadata: MetaData) -> str:
    """PostgreSQL names the constraint; SQLite names the columns of a unique one."""
    diagnosis = getattr(broken.orig, "diag", None)
    if diagnosis is not None:
        return diagnosis.constraint_name or ""
    said = str(broken.orig)
    if match := re.match(r"CHECK constraint failed: (\w+)", said):
        return match[1]
    if match := re.match(r"UNIQUE constraint failed: (.+)", said):
        return _unique_over(metadata, frozenset(match[1].split(", ")))
    return ""


def _unique_over(metadata: MetaData, columns: frozenset[str]) -> str:
    table = metadata.tables.get(next(iter(columns)).split(".")[0])
    if table is None:
        return ""
    uniques = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
    candidates: list[UniqueConstraint | Index] = [*uniques, *(i for i in table.indexes if i.unique)]
    for candidate in candidates:
        if {f"{table.name}.{column.name}" for column in candidate.columns} == columns:
            return str(candidate.name or "")
    return ""
