"""Saved views and tastes: how a person likes to look at a list. One mechanism for the lists of all rooms.

A view is a name for filters, an order and columns; its owner may share it with everybody of their unit. A taste is
what a person has chosen last in a list: columns, density, and the view with which it opens. A room hands in plain
values that its own filters have read: what is kept here decides nothing about what somebody may see.
"""

from collections.abc import Mapping, Sequence

from pydantic import field_validator
from sqlalchemy import JSON, ForeignKey, Index, Select, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Archivable, Id, Identified, Model, Versioned, command, db
from app.kernel.errors import Invalid, NotFound
from app.kernel.fields import Draft, ShortLine, Version, wrong
from app.kernel.permissions import Actor
from app.kernel.text import Message

#: More tabs than this are no overview any more.
MOST_VIEWS = 12
DENSITIES = {"comfortable": Message("Comfortable"), "compact": Message("Compact")}


class SavedView(Identified, Versioned, Archivable, Model):
    """A name for a way to look at a list. `unit_id` is the unit that shares it, None while it is its owner's alone."""

    __tablename__ = "saved_views"
    list_name: Mapped[str]
    owner_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))
    unit_id: Mapped[int | None] = mapped_column(Id, ForeignKey("units.id"))
    name: Mapped[str]
    filters: Mapped[dict[str, str]] = mapped_column(JSON)
    order: Mapped[str] = mapped_column(default="")
    columns: Mapped[list[str]] = mapped_column(JSON)

    __table_args__ = (
        Index("ix_saved_views_owner_id", "owner_id", "list_name"),
        Index("ix_saved_views_unit_id", "unit_id", "list_name"),
    )


class Taste(Model):
    """What a person has chosen for a list."""

    __tablename__ = "list_tastes"
    user_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"), primary_key=True)
    list_name: Mapped[str] = mapped_column(primary_key=True)
    columns: Mapped[list[str]] = mapped_column(JSON)
    density: Mapped[str] = mapped_column(default="comfortable")
    view_id: Mapped[int | None] = mapped_column(Id, ForeignKey("saved_views.id"))


class ViewDraft(Draft):
    """A view to keep: what it is called, what it narrows to, and whether the unit shares it."""

    name: ShortLine
    filters: Mapping[str, str] = {}
    order: str = ""
    columns: tuple[str, ...] = ()
    is_shared: bool = False


class ViewChange(Draft):
    """Another name for a view, or another reach."""

    name: ShortLine
    is_shared: bool = False
    version: Version


class TasteDraft(Draft):
    """The columns of a list and how close its rows stand."""

    columns: tuple[str, ...] = ()
    density: str = "comfortable"

    @field_validator("density")
    @classmethod
    def _known(cls, density: str) -> str:
        if density not in DENSITIES:
            raise wrong(Message("Choose one of the options."))
        return density


def visible_views(actor: Actor) -> Select[SavedView]:
    """The actor's own views, and those that their unit shares."""
    theirs = or_(SavedView.owner_id == actor.id, SavedView.unit_id == actor.unit_id)
    return select(SavedView).where(theirs, SavedView.archived_at.is_(None))


def views(actor: Actor, name: str) -> Sequence[SavedView]:
    """The views of a list that the actor may choose from, the oldest first."""
    found = visible_views(actor).where(SavedView.list_name == name)
    return db.session.scalars(found.order_by(SavedView.id).limit(MOST_VIEWS * 2)).all()


def get_own(actor: Actor, view_id: int) -> SavedView:
    """A view that the actor may change: their own. NotFound otherwise."""
    found = visible_views(actor).where(SavedView.id == view_id, SavedView.owner_id == actor.id)
    view = db.session.scalar(found)
    if view is None:
        raise NotFound
    return view


def taste(actor: Actor, name: str) -> Taste | None:
    """What the actor has chosen for a list, if anything."""
    return db.session.get(Taste, (actor.id, name))


@command
def save(actor: Actor, name: str, draft: ViewDraft) -> SavedView:
    """Keep a way to look at a list. The same name again takes the place of the actor's own view of that name."""
    own = select(SavedView).where(SavedView.list_name == name, SavedView.owner_id == actor.id)
    standing = db.session.scalars(own.where(SavedView.archived_at.is_(None))).all()
    view = next((one for one in standing if one.name == draft.name), None)
    if view is None:
        if len(standing) >= MOST_VIEWS:
            raise Invalid.at("name", Message("You have %(most)s views already. Delete one first.", most=MOST_VIEWS))
        view = SavedView(list_name=name, owner_id=actor.id, name=draft.name)
        db.session.add(view)
    view.filters, view.order, view.columns = dict(draft.filters), draft.order, list(draft.columns)
    view.unit_id = actor.unit_id if draft.is_shared else None
    return view


@command
def change(actor: Actor, view_id: int, draft: ViewChange) -> SavedView:
    """Call a view otherwise, share it with the unit, or keep it for oneself again."""
    view = get_own(actor, view_id)
    view.expect_version(draft.version)
    view.name = draft.name
    view.unit_id = actor.unit_id if draft.is_shared else None
    return view


@command
def delete(actor: Actor, view_id: int, version: int) -> SavedView:
    """Put a view away; lists that opened with it open with everything again."""
    view = get_own(actor, view_id)
    view.expect_version(version)
    view.archived_at = clock.now()
    return view


@command
def restore(actor: Actor, view_id: int) -> SavedView:
    """Undo of `delete`."""
    view = db.session.scalar(select(SavedView).where(SavedView.id == view_id, SavedView.owner_id == actor.id))
    if view is None:
        raise NotFound
    view.archived_at = None
    return view


@command
def choose(actor: Actor, name: str, draft: TasteDraft) -> Taste:
    """Remember the columns and the density of a list."""
    chosen = _taste(actor, name)
    chosen.columns, chosen.density = list(draft.columns), draft.density
    return chosen


@command
def open_with(actor: Actor, name: str, view_id: int | None) -> Taste:
    """Let a list open with a view that the actor may choose, or with everything."""
    if view_id is not None and view_id not in {view.id for view in views(actor, name)}:
        raise NotFound
    chosen = _taste(actor, name)
    chosen.view_id = view_id
    return chosen


def _taste(actor: Actor, name: str) -> Taste:
    chosen = taste(actor, name)
    if chosen is None:
        chosen = Taste(user_id=actor.id, list_name=name, columns=[])
        db.session.add(chosen)
    return chosen
