"""Enterprises, the groups they form, the lists they stand on, and their contacts."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.kernel.constraints import explain
from app.kernel.db import Archivable, Code, Dated, Id, Identified, Model, SortText, Versioned
from app.kernel.search import Searchable
from app.kernel.text import Message
from app.vocabularies.models import Sector


class EnterpriseStatus(StrEnum):
    """Where the area stands with an enterprise."""

    PROSPECT = "prospect"
    TALKS = "talks"
    SETTLED = "settled"
    DORMANT = "dormant"


class EnterpriseSector(Model):
    """An enterprise works in this sector; position 0 is its main one."""

    __tablename__ = "enterprise_sectors"
    enterprise_id: Mapped[int] = mapped_column(Id, ForeignKey("enterprises.id"), primary_key=True)
    sector_id: Mapped[int] = mapped_column(Id, ForeignKey("sectors.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)

    sector: Mapped[Sector] = relationship()

    __table_args__ = (Index("ix_enterprise_sectors_sector_id_enterprise_id", "sector_id", "enterprise_id"),)


class EnterpriseListing(Identified, Model):
    """An enterprise stands on a list (a term of list_kind, such as Fortune 500) of a year."""

    __tablename__ = "enterprise_listings"
    enterprise_id: Mapped[int] = mapped_column(Id, ForeignKey("enterprises.id"), index=True)
    list_code: Mapped[str]
    year: Mapped[int]


class Enterprise(Identified, Versioned, Archivable, Dated, Searchable, Model):
    """A company, ours to win or already here.

    `root_id` is the head of its group (its own id when it stands alone), so that a group's whole history
    needs no recursion. `other_names` holds former names and aliases, one per line. `name_sort` is
    `text.sort_key` of the Chinese name. `home_province` is a term of province; None abroad.
    """

    __tablename__ = "enterprises"
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    short_name: Mapped[str] = mapped_column(default="")
    other_names: Mapped[str] = mapped_column(default="")
    name_sort: Mapped[str] = mapped_column(SortText)
    uscc: Mapped[str | None]
    country: Mapped[str] = mapped_column(default="CN")
    home_province: Mapped[str | None]
    industry_id: Mapped[int | None] = mapped_column(Id, ForeignKey("sectors.id"))
    ownership: Mapped[str | None]
    parent_id: Mapped[int | None] = mapped_column(Id, ForeignKey("enterprises.id"), index=True)
    root_id: Mapped[int | None] = mapped_column(Id, ForeignKey("enterprises.id"), index=True)
    chain_role: Mapped[str | None]
    status: Mapped[EnterpriseStatus] = mapped_column(Code(EnterpriseStatus), default=EnterpriseStatus.PROSPECT)
    park_id: Mapped[int | None] = mapped_column(Id, ForeignKey("units.id"))
    owner_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id"))
    introduced_by: Mapped[str] = mapped_column(default="")
    source: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")
    is_sample: Mapped[bool] = mapped_column(default=False)

    parent: Mapped[Enterprise | None] = relationship(remote_side="Enterprise.id", foreign_keys=parent_id)
    owner: Mapped[User | None] = relationship()
    industry: Mapped[Sector | None] = relationship(foreign_keys=industry_id)
    sector_links: Mapped[list[EnterpriseSector]] = relationship(
        order_by=EnterpriseSector.position, cascade="all, delete-orphan"
    )
    listings: Mapped[list[EnterpriseListing]] = relationship(
        order_by=EnterpriseListing.year.desc(), cascade="all, delete-orphan"
    )

    __table_args__ = (
        Index("uq_enterprises_uscc", "uscc", unique=True),
        Index("ix_enterprises_name_sort_id", "name_sort", "id"),
        Index("ix_enterprises_updated_at_id", "updated_at", "id"),
        Index("ix_enterprises_status_name_sort", "status", "name_sort", "id"),
        Index("ix_enterprises_owner_name_sort", "owner_id", "name_sort", "id"),
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_its_own_parent"),
    )


explain(
    "uq_enterprises_uscc",
    "uscc",
    Message("An enterprise with this credit code is already here. Search for it."),
)


class Contact(Identified, Versioned, Archivable, Dated, Searchable, Model):
    """Somebody on the enterprise's side. Phone, e-mail and WeChat are personal data: masked without the right.

    `enterprise_id`, `title_zh` and `title_en` are the present post; `posts` keep where they were and when.
    `consent_channel` is one of rules.CHANNELS. `erased_at` is set for ever when they were erased on request.
    """

    __tablename__ = "contacts"
    enterprise_id: Mapped[int] = mapped_column(Id, ForeignKey("enterprises.id"))
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    name_sort: Mapped[str] = mapped_column(SortText)
    title_zh: Mapped[str] = mapped_column(default="")
    title_en: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    wechat: Mapped[str] = mapped_column(default="")
    language: Mapped[str | None]
    consent_note: Mapped[str] = mapped_column(default="")
    consent_on: Mapped[date | None]
    consent_channel: Mapped[str | None]
    erased_at: Mapped[datetime | None]

    enterprise: Mapped[Enterprise] = relationship()
    posts: Mapped[list[ContactPost]] = relationship(order_by="ContactPost.since", cascade="all, delete-orphan")

    __table_args__ = (
        Index("ix_contacts_enterprise_id_name_sort", "enterprise_id", "name_sort", "id"),
        Index("ix_contacts_name_sort_id", "name_sort", "id"),
        Index("ix_contacts_updated_at_id", "updated_at", "id"),
    )


class ContactPost(Identified, Model):
    """A post that a contact held: `since` None is "as long as we know", `until` (exclusive) None is "still"."""

    __tablename__ = "contact_posts"
    contact_id: Mapped[int] = mapped_column(Id, ForeignKey("contacts.id"), index=True)
    enterprise_id: Mapped[int] = mapped_column(Id, ForeignKey("enterprises.id"), index=True)
    title_zh: Mapped[str] = mapped_column(default="")
    since: Mapped[date | None]
    until: Mapped[date | None]
