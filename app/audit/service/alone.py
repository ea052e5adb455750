"""Taking turns inside a command."""

import hashlib

from sqlalchemy import text

from app.kernel.db import db


def take_turn(*about: object) -> None:
    """Until the end of the transaction nobody else has the turn for the same thing.

    On SQLite every command has it already: it begins with the write lock.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(repr(about).encode()).digest()[:8], signed=True)
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
