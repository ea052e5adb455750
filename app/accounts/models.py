"""Units, people of the area, users, grants, sessions and failed sign-ins."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel import clock
from app.kernel.constraints import explain
from app.kernel.db import Archivable, Code, Dated, Id, Identified, Model, Versioned
from app.kernel.permissions import Role, Scope
from app.kernel.search import Searchable
from app.kernel.text import Message


class Unit(Identified, Versioned, Archivable, Model):
    """A part of the management committee: bureau, department, park. `kind` is one of UNIT_KINDS."""

    __tablename__ = "units"
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(Id, ForeignKey("units.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)

    parent: Mapped[Unit | None] = relationship(remote_side="Unit.id")


class Person(Identified, Versioned, Archivable, Searchable, Model):
    """Somebody of the area: leaders, chain chiefs, officers. Some of them are users.

    `protocol_order` (职务排序) is how they are printed: 1 comes first. `unit_id` is the present unit;
    `posts` keep where they were and when.
    """

    __tablename__ = "people"
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    post_zh: Mapped[str] = mapped_column(default="")
    post_en: Mapped[str] = mapped_column(default="")
    unit_id: Mapped[int] = mapped_column(Id, ForeignKey("units.id"), index=True)
    protocol_order: Mapped[int] = mapped_column(default=999)

    unit: Mapped[Unit] = relationship()
    posts: Mapped[list[PersonPost]] = relationship(back_populates="person", order_by="PersonPost.since")


class PersonPost(Identified, Model):
    """Where a person stood from a date (inclusive) until a date (exclusive; open when None)."""

    __tablename__ = "person_posts"
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("people.id"), index=True)
    unit_id: Mapped[int] = mapped_column(Id, ForeignKey("units.id"))
    post_zh: Mapped[str] = mapped_column(default="")
    since: Mapped[date]
    until: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="posts")


class User(Identified, Versioned, Dated, Model):
    """A person who signs in. `is_active` false ends every session at once."""

    __tablename__ = "users"
    username: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("people.id"), unique=True)
    password_hash: Mapped[str]
    locale: Mapped[str] = mapped_column(default="zh")
    is_active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    is_sample: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship()
    grants: Mapped[list[Grant]] = relationship(back_populates="user", order_by="Grant.id")


explain("uq_users_username", "username", Message("This user name is taken. Choose another."))
explain("uq_users_person_id", "person_id", Message("This person already has a sign-in."))


class Grant(Identified, Model):
    """A role that a user holds, how far it reaches, and until when (inclusive; open when None)."""

    __tablename__ = "grants"
    user_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"), index=True)
    role: Mapped[Role] = mapped_column(Code(Role))
    scope: Mapped[Scope] = mapped_column(Code(Scope))
    unit_id: Mapped[int | None] = mapped_column(Id, ForeignKey("units.id"))
    until: Mapped[date | None]

    user: Mapped[User] = relationship(back_populates="grants")
    unit: Mapped[Unit | None] = relationship()


class UserSession(Identified, Model):
    """A signed-in browser. The cookie holds a random token, the row only its SHA-256; no row, no session."""

    __tablename__ = "user_sessions"
    token_digest: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    address: Mapped[str] = mapped_column(default="")
    browser: Mapped[str] = mapped_column(default="")


class FailedSignIns(Model):
    """Wrong tries for one user name, known or not: after five it is locked for a while."""

    __tablename__ = "failed_sign_ins"
    name_digest: Mapped[str] = mapped_column(primary_key=True)
    tries: Mapped[int]
    last_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]
