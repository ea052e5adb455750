"""Once-only keys: a create form sent twice, or six times at once, makes one record."""

from datetime import datetime

from sqlalchemy import ForeignKey, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Id, Model, db
from app.kernel.permissions import Actor
from app.kernel.upsert import upsert

KEY_LENGTH = 43


class OnceKey(Model):
    """A create form's key, who sent it, and the record it made."""

    __tablename__ = "once_keys"
    key: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))
    made_id: Mapped[int | None] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


_KEYS = Model.metadata.tables[OnceKey.__tablename__]
_SETTLE = update(_KEYS).where(_KEYS.c.key == bindparam("claimed"))


def claim(actor: Actor, key: str | None) -> int | None:
    """Inside a command: take the key, or return the id of the record that was made with it before.

    A second sender of the same key waits for the first one's commit. No key (a service called from
    elsewhere than a form) claims nothing.
    """
    if not key:
        return None
    claimed = {"key": f"{actor.id}:{key}", "user_id": actor.id, "at": clock.now()}
    if db.session.execute(upsert(OnceKey).on_conflict_do_nothing().returning(_KEYS.c.key), claimed).scalar():
        return None
    return db.session.scalar(select(OnceKey.made_id).where(OnceKey.key == f"{actor.id}:{key}"))


def is_taken(actor: Actor, key: str) -> bool:
    """Whether a command has taken this key already; a look, without a command."""
    return db.session.get(OnceKey, f"{actor.id}:{key}") is not None


def settle(actor: Actor, key: str | None, made_id: int) -> None:
    """Inside the same command: remember which record the key has made."""
    if key:
        db.session.execute(_SETTLE, {"claimed": f"{actor.id}:{key}", "made_id": made_id})
