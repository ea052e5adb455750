"""Files, each a version of a document on one record."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.kernel.db import Code, Dated, Id, Identified, Model, Versioned


class Format(StrEnum):
    """What a file is by its content."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    HEIC = "heic"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    DOC = "doc"
    XLS = "xls"
    PPT = "ppt"
    TEXT = "text"


class Attachment(Identified, Versioned, Dated, Model):
    """One version of a document. The record it lies on is `subject_kind` (a table's name) and `subject_id`.

    Versions share `document` and are numbered from 1; the highest that is not withdrawn is the present one. `kind`
    is a term of document_kind, `name` the file's own name with the ending that its content deserves, `storage_key`
    what it is called on disk (None once it is erased). A row is never deleted.
    """

    __tablename__ = "attachments"
    subject_kind: Mapped[str]
    subject_id: Mapped[int] = mapped_column(Id)
    document: Mapped[str]
    number: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    document_on: Mapped[date | None]
    name: Mapped[str]
    format: Mapped[Format] = mapped_column(Code(Format))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    storage_key: Mapped[str | None] = mapped_column(unique=True)
    added_by_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id"))
    withdrawn_reason: Mapped[str] = mapped_column(default="")

    added_by: Mapped[User] = relationship(foreign_keys=added_by_id)
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=withdrawn_by_id)

    __table_args__ = (
        UniqueConstraint("document", "number"),
        Index("ix_attachments_subject", "subject_kind", "subject_id", "id"),
    )
