"""Reading files: whoever sees a record sees its files, and nobody else does."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Select, bindparam, func, literal, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.attachments.models import Attachment, Format
from app.attachments.rules import DRAWN
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.permissions import Actor, Can
from app.kernel.sight import kept_today
from app.kernel.subjects import subject_kind
from app.kernel.text import Message
from app.vocabularies import queries as vocabularies


@dataclass(frozen=True)
class Document:
    """The present version of a document and the earlier ones, newest first."""

    present: Attachment
    earlier: Sequence[Attachment]


@dataclass(frozen=True)
class Shelf:
    """The documents of one record, kind by kind with the word for each, and whether the actor may hand in more.

    Files of the formats in `drawn` open as pictures.
    """

    kind: str
    id: int
    may_add: bool
    groups: Sequence[tuple[Message, Sequence[Document]]]
    drawn: Collection[Format] = DRAWN

    @property
    def count(self) -> int:
        return sum(len(documents) for _, documents in self.groups)


@dataclass(frozen=True)
class StorageUse:
    """Bytes and number of the files that lie in storage, and how many each kind of record has."""

    bytes: int
    files: int
    files_by_subject: dict[str, int]


def visible_to(actor: Actor) -> Select[Attachment]:
    """The files that the actor may see on records that they may see: withdrawn ones are for who audits.

    Whether they see the record is for its own room to say: `subject_kind(…).get`.
    """
    return select(Attachment).where(or_(Attachment.withdrawn_at.is_(None), literal(actor.may(Can.SEE_AUDIT))))


def get(actor: Actor, attachment_id: int) -> Attachment:
    """One file. NotFound when it is missing, withdrawn, or lies on a record that is hidden: all alike."""
    found = db.session.scalar(visible_to(actor).where(Attachment.id == attachment_id))
    if found is None:
        raise NotFound
    subject_kind(found.subject_kind).get(actor, found.subject_id)
    return found


def may_add(actor: Actor, kind: str, record: Any) -> bool:
    """Who may change a record hands in its files, unless it is put away."""
    known = subject_kind(kind)
    return known.takes_files and known.may_change(actor, record) and record.archived_at is None


def shelf(actor: Actor, kind: str, record: Any) -> Shelf:
    """The files of a record that the actor has been found to see, kind by kind as `document_kind` orders them."""
    found = db.session.scalars(_lying_on(actor), {"kind": kind, "record_id": record.id})
    versions = (list(group) for _, group in groupby(found, key=lambda row: row.document))
    documents = sorted((Document(first, rest) for first, *rest in versions), key=lambda one: one.present.id)
    return Shelf(kind, record.id, may_add(actor, kind, record), _by_kind(documents, actor.locale))


@kept_today
def _lying_on(actor: Actor) -> Select[Attachment]:
    """What every page of a record asks, with the record still open."""
    found = visible_to(actor).where(
        Attachment.subject_kind == bindparam("kind"), Attachment.subject_id == bindparam("record_id")
    )
    return found.options(
        joinedload(Attachment.added_by).joinedload(User.person),
        joinedload(Attachment.withdrawn_by).joinedload(User.person),
    ).order_by(Attachment.document, Attachment.withdrawn_at.is_not(None), Attachment.number.desc())


def _by_kind(documents: Sequence[Document], locale: str) -> list[tuple[Message, Sequence[Document]]]:
    if not documents:
        return []
    words = vocabularies.words("document_kind", locale)
    of_kind = {code: [one for one in documents if one.present.kind == code] for code in words}
    return [(words[code], found) for code, found in of_kind.items() if found]


def is_present(attachment: Attachment) -> bool:
    """Whether a file is the newest version of its document that is not withdrawn."""
    newest = select(func.max(Attachment.number)).where(
        Attachment.document == attachment.document, Attachment.withdrawn_at.is_(None)
    )
    return attachment.withdrawn_at is None and db.session.scalar(newest) == attachment.number


def last_number(document: str) -> int:
    """The number of the last version of a document, withdrawn ones too."""
    return db.session.scalar(select(func.max(Attachment.number)).where(Attachment.document == document)) or 0


def same_content(kind: str, subject_id: int, digests: Sequence[str]) -> dict[str, str]:
    """Which of these contents lie on a record already: SHA-256 -> the name under which they do."""
    found = select(Attachment.sha256, Attachment.name).where(
        Attachment.subject_kind == kind,
        Attachment.subject_id == subject_id,
        Attachment.withdrawn_at.is_(None),
        Attachment.sha256.in_(digests),
    )
    return {row.sha256: row.name for row in db.session.execute(found)}


def in_use(keys: Sequence[str]) -> set[str]:
    """Which of these contents a file has."""
    return set(db.session.scalars(select(Attachment.storage_key).where(Attachment.storage_key.in_(keys))))


def storage_use() -> StorageUse:
    """How much the files of all records take, for who runs the installation."""
    found = (
        select(Attachment.subject_kind, func.count(), func.sum(Attachment.size))
        .where(Attachment.storage_key.is_not(None))
        .group_by(Attachment.subject_kind)
    )
    rows = [(kind, count, int(size)) for kind, count, size in db.session.execute(found)]
    return StorageUse(sum(row[2] for row in rows), sum(row[1] for row in rows), {row[0]: row[1] for row in rows})
