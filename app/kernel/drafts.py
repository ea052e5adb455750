"""Half-written forms, kept on the server: the text may be confidential, so not in the browser's storage."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, bindparam, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Id, Model, command, db
from app.kernel.permissions import Actor
from app.kernel.personal import ERASE, Erasure

MAX_CHARACTERS = 60_000


class SavedDraft(Model):
    """What one person had typed into one form."""

    __tablename__ = "saved_drafts"
    user_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"), primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)
    typed: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)


_DRAFTS = Model.metadata.tables[SavedDraft.__tablename__]
_FORGET = delete(_DRAFTS).where(_DRAFTS.c.user_id == bindparam("whose"), _DRAFTS.c.form == bindparam("which"))


@command
def keep(actor: Actor, form: str, typed: dict[str, list[str]]) -> None:
    """Keep (or replace) what the actor has typed so far; a form far beyond any real one is not kept."""
    if sum(len(value) for values in typed.values() for value in values) > MAX_CHARACTERS:
        return
    db.session.merge(SavedDraft(user_id=actor.id, form=form, typed=typed, at=clock.now()))


def find(actor: Actor, form: str) -> dict[str, list[str]] | None:
    """What the actor had typed into this form, if anything."""
    return db.session.scalar(select(SavedDraft.typed).where(SavedDraft.user_id == actor.id, SavedDraft.form == form))


def forget(actor: Actor, form: str) -> None:
    """Inside the command that saves the form: the draft has served its purpose."""
    db.session.execute(_FORGET, {"whose": actor.id, "which": form})


@ERASE.plug("drafts")
def forget_mentions(erasure: Erasure) -> None:
    """Inside the command that erases a person: drafts that name them go."""
    for draft in db.session.scalars(select(SavedDraft)):
        if any(erasure.names(value) for values in draft.typed.values() for value in values):
            db.session.delete(draft)


@command
def discard(actor: Actor, form: str) -> None:
    """The person starts over."""
    forget(actor, form)
