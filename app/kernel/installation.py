"""What belongs to this installation and to no other: keys derived from its secret, and its folder."""

import hmac
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Engine

from app.kernel.db import db

_OPTION = "luodi_installation"


@dataclass(frozen=True)
class Installation:
    """The secret lies outside of the database: who holds only the database cannot make these keys."""

    secret: str = field(repr=False)
    folder: Path

    def key(self, purpose: str) -> bytes:
        """A key for one purpose; two purposes never share one."""
        return hmac.digest(self.secret.encode(), f"luodi:{purpose}".encode(), sha256)


def settle(engine: Engine, secret: str, folder: Path) -> None:
    """Say once, when the program starts, to which installation an engine's database belongs."""
    engine.update_execution_options(**{_OPTION: Installation(secret, folder)})


def present() -> Installation:
    """The installation whose database the session reads and writes."""
    found: Installation = db.session.get_bind().get_execution_options()[_OPTION]
    return found
