"""Units, people of the area and their task forces, users, grants, and all that signing in keeps."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
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


class TaskForce(Identified, Versioned, Archivable, Model):
    """A task force (专班): people of several units who see some projects through, under a chief."""

    __tablename__ = "task_forces"
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    chief_id: Mapped[int | None] = mapped_column(Id, ForeignKey("people.id"), index=True)

    chief: Mapped[Person | None] = relationship()
    members: Mapped[list[TaskForceMember]] = relationship(
        order_by="TaskForceMember.position", cascade="all, delete-orphan"
    )


class TaskForceMember(Model):
    """Somebody in a task force, with what they do there."""

    __tablename__ = "task_force_members"
    task_force_id: Mapped[int] = mapped_column(Id, ForeignKey("task_forces.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("people.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)

    person: Mapped[Person] = relationship()


class User(Identified, Versioned, Dated, Model):
    """A person who signs in. `is_active` false ends every session at once."""

    __tablename__ = "users"
    username: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("people.id"), unique=True)
    password_hash: Mapped[str]
    password_changed_at: Mapped[datetime | None] = mapped_column(default=clock.now)
    locale: Mapped[str] = mapped_column(default="zh")
    email: Mapped[str] = mapped_column(default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    is_sample: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship()
    grants: Mapped[list[Grant]] = relationship(back_populates="user", order_by="Grant.id", foreign_keys="Grant.user_id")


explain("uq_users_username", "username", Message("This user name is taken. Choose another."))
explain("uq_users_person_id", "person_id", Message("This person already has a sign-in."))


class Grant(Identified, Model):
    """A role that a user holds, how far it reaches, and until when (inclusive; open when None).

    A deputy holds it too from `deputy_from` to `deputy_until`, both inclusive. `used_on` is the last day on which
    something was done that only this role of the user's allows. `reviewed_at` says when somebody last found it right.
    """

    __tablename__ = "grants"
    user_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"), index=True)
    role: Mapped[Role] = mapped_column(Code(Role))
    scope: Mapped[Scope] = mapped_column(Code(Scope))
    unit_id: Mapped[int | None] = mapped_column(Id, ForeignKey("units.id"))
    until: Mapped[date | None]
    deputy_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id"), index=True)
    deputy_from: Mapped[date | None]
    deputy_until: Mapped[date | None]
    used_on: Mapped[date | None]
    reviewed_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id"))

    user: Mapped[User] = relationship(back_populates="grants", foreign_keys=user_id)
    unit: Mapped[Unit | None] = relationship()
    deputy: Mapped[User | None] = relationship(foreign_keys=deputy_id)
    reviewed_by: Mapped[User | None] = relationship(foreign_keys=reviewed_by_id)


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


class PastPassword(Identified, Model):
    """A password somebody had before, kept where the policy forbids to take it again."""

    __tablename__ = "past_passwords"
    user_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"), index=True)
    password_hash: Mapped[str]
    until: Mapped[datetime] = mapped_column(default=clock.now)


class ResetLink(Identified, Model):
    """The one way to a new password that an administrator can hand over; gone once it is used.

    The link holds the row's number and a random code, the row only the code's digest.
    """

    __tablename__ = "reset_links"
    user_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"), unique=True)
    code_digest: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class SecondFactor(Model):
    """A person's authenticator app: the secret, sealed with the installation's key.

    `confirmed_at` is empty until the first right code. `last_step` is the time step of the last code taken, so that
    no code is taken twice.
    """

    __tablename__ = "second_factors"
    user_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"), primary_key=True, autoincrement=False)
    secret_sealed: Mapped[str]
    last_step: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None]


class RecoveryCode(Identified, Model):
    """A code on paper that stands for the second factor once; the row goes when it is used."""

    __tablename__ = "recovery_codes"
    user_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))
    code_digest: Mapped[str]

    __table_args__ = (UniqueConstraint("user_id", "code_digest"),)


class Identity(Identified, Model):
    """Who somebody is at the single sign-on. `roles` are those that they hold because the provider says so."""

    __tablename__ = "identities"
    user_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"), index=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(JSON, default=list)
    linked_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (UniqueConstraint("issuer", "subject"),)


class SignInStep(Model):
    """A sign-in on its way: between password and second factor, or away at the single sign-on.

    It is no session and opens no door. The browser holds a random token, the row its SHA-256; each is taken once.
    """

    __tablename__ = "sign_in_steps"
    token_digest: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id"), index=True)
    method: Mapped[str]
    kept: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
