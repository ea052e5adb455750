"""Handing a file out: only what is still what was put away, and noted where the record is confidential."""

import hashlib
import logging
from typing import BinaryIO

from app.attachments import queries, rules
from app.attachments.models import Attachment
from app.audit import service as audit
from app.kernel import storage
from app.kernel.db import command
from app.kernel.errors import Damaged, NotFound
from app.kernel.permissions import Actor
from app.kernel.subjects import subject_kind
from app.kernel.text import Message

logger = logging.getLogger("luodi")


def hand_out(actor: Actor, attachment_id: int) -> tuple[Attachment, BinaryIO]:
    """A file and its content. Damaged when the content is gone or not any more what it was."""
    row = queries.get(actor, attachment_id)
    content = _sound(row)
    if content is None:
        logger.error("the content of attachment %s is missing or damaged", row.id)
        _note(actor, row.id, "attachment.damaged")
        raise Damaged(Message("This file is missing or damaged on the server, so it is not handed out."))
    known = subject_kind(row.subject_kind)
    if known.is_confidential(known.get(actor, row.subject_id)):
        _note(actor, row.id, "attachment.download")
    return row, content


def hand_out_picture(actor: Actor, attachment_id: int) -> tuple[Attachment, BinaryIO]:
    """A picture and its content, for the browser to draw. NotFound for whatever is no picture by its content."""
    if queries.get(actor, attachment_id).format not in rules.DRAWN:
        raise NotFound
    row, content = hand_out(actor, attachment_id)
    if rules.inspect(content) is not row.format:
        content.close()
        raise NotFound
    return row, content


def _sound(row: Attachment) -> BinaryIO | None:
    """The content, read through once and found to be what was put away."""
    try:
        content = storage.present().open(row.storage_key or "")
    except FileNotFoundError:
        return None
    digest = hashlib.sha256()
    while block := content.read(storage.BLOCK):
        digest.update(block)
    if digest.hexdigest() != row.sha256:
        content.close()
        return None
    content.seek(0)
    return content


@command
def _note(actor: Actor, attachment_id: int, action: str) -> None:
    row = queries.get(actor, attachment_id)
    record = subject_kind(row.subject_kind).get(actor, row.subject_id)
    audit.record(actor, action, record, file=row.id, name=row.name, sha256=row.sha256)
