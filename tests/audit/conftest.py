"""What the tests of the audit log share: entries to tamper with, and the way past the triggers."""

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.audit import queries, service
from app.kernel.db import command

GUARDED = ("audit_entries", "audit_values", "audit_links", "audit_seals")


@pytest.fixture
def written(session: Session) -> None:
    """Six entries, each with a text beside it."""

    @command
    def write() -> None:
        for number in range(6):
            service.note(None, "test.note", number=number, text=f"entry {number}")

    write()


@pytest.fixture
def tamper(session: Session) -> Callable[..., None]:
    """Run SQL as somebody who holds the database: the triggers are dropped first."""

    def run(*statements: str) -> None:
        session.rollback()
        for table in GUARDED:
            for verb in ("update", "delete"):
                on = f" ON {table}" if session.get_bind().dialect.name == "postgresql" else ""
                session.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}"))
        for statement in statements:
            session.execute(text(statement))
        session.commit()

    return run


@pytest.fixture
def faults() -> Callable[[], list[str]]:
    """What `flask audit verify` would say: it seals, then walks the chain."""

    def run() -> list[str]:
        service.seal()
        return [str(fault) for fault in queries.verify().faults]

    return run
