"""Handing in, replacing and withdrawing files. Whoever may change the record may do each."""

from collections.abc import Callable, Sequence
from secrets import token_hex
from typing import Any

from app.attachments import queries
from app.attachments.models import Attachment
from app.attachments.schemas import AttachmentDraft, NewVersionDraft, Upload, WithdrawalDraft
from app.attachments.service.arrivals import Arrival, taken_in
from app.audit import service as audit
from app.kernel import clock
from app.kernel import once as once_keys
from app.kernel.constraints import explain
from app.kernel.db import command, db
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.permissions import Actor
from app.kernel.sockets import Socket
from app.kernel.subjects import subject_kind
from app.kernel.text import Message
from app.vocabularies import queries as vocabularies

_REPLACED = Message("A newer version is here already. Look at it, then replace that one.")

#: What other rooms do, inside the same command, when files have come in: they get the kind of record and its number.
ARRIVED: Socket[Callable[[Actor, str, int], None]] = Socket("what follows when files come in")

explain("uq_attachments_document_number", "files", _REPLACED)


def add(
    actor: Actor,
    kind: str,
    subject_id: int,
    draft: AttachmentDraft,
    uploads: Sequence[Upload],
    *,
    once: str | None = None,
) -> list[Attachment]:
    """Hand in files of one kind on a record: all of them, or none and Invalid says which ones were not taken."""
    _open_record(actor, kind, subject_id)
    if not vocabularies.is_term("document_kind", draft.kind):
        raise Invalid.at("kind", Message("Choose one of the options."))
    with taken_in(uploads) as arrivals:
        return write_down(actor, kind, subject_id, draft, arrivals, once=once)


@command
def write_down(
    actor: Actor,
    kind: str,
    subject_id: int,
    draft: AttachmentDraft,
    arrivals: Sequence[Arrival],
    *,
    once: str | None,
) -> list[Attachment]:
    """The rows of files that have been taken in, on a record: for a command that makes the record with its files."""
    if made := once_keys.claim(actor, once):
        return [queries.get(actor, made)]
    record = _open_record(actor, kind, subject_id)
    _check_new(kind, subject_id, arrivals)
    rows = [
        Attachment(
            subject_kind=kind,
            subject_id=subject_id,
            document=token_hex(16),
            kind=draft.kind,
            title=draft.title or "",
            note=draft.note or "",
            document_on=draft.document_on,
            added_by_id=actor.id,
            **_facts(arrival),
        )
        for arrival in arrivals
    ]
    db.session.add_all(rows)
    db.session.flush()
    once_keys.settle(actor, once, rows[0].id)
    for row in rows:
        audit.record(actor, "attachment.add", record, **_told(row))
    for _, follow in ARRIVED:
        follow(actor, kind, subject_id)
    return rows


def supersede(actor: Actor, attachment_id: int, draft: NewVersionDraft, upload: Upload) -> Attachment:
    """Put a new version in the place of a file; the old one stays among the earlier versions.

    Conflict when somebody else has replaced or withdrawn it since it was looked at.
    """
    old = queries.get(actor, attachment_id)
    _open_record(actor, old.subject_kind, old.subject_id)
    with taken_in([upload]) as arrivals:
        return _write_version(actor, attachment_id, draft, arrivals[0])


@command
def _write_version(actor: Actor, attachment_id: int, draft: NewVersionDraft, arrival: Arrival) -> Attachment:
    old = queries.get(actor, attachment_id)
    record = _open_record(actor, old.subject_kind, old.subject_id)
    old.expect_version(draft.version)
    if not queries.is_present(old):
        raise Conflict(_REPLACED)
    _check_new(old.subject_kind, old.subject_id, [arrival])
    row = Attachment(
        subject_kind=old.subject_kind,
        subject_id=old.subject_id,
        document=old.document,
        number=queries.last_number(old.document) + 1,
        kind=old.kind,
        title=old.title,
        note=draft.note or "",
        document_on=draft.document_on,
        added_by_id=actor.id,
        **_facts(arrival),
    )
    old.updated_at = clock.now()
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "attachment.supersede", record, replaces=old.name, **_told(row))
    return row


@command
def withdraw(actor: Actor, attachment_id: int, draft: WithdrawalDraft) -> Attachment:
    """Take a file out of sight: it is kept, with the reason, for who audits. An earlier version comes forward."""
    row = queries.get(actor, attachment_id)
    record = _open_record(actor, row.subject_kind, row.subject_id)
    row.expect_version(draft.version)
    if row.withdrawn_at is not None:
        raise Conflict(Message("It has been withdrawn already."))
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_reason = clock.now(), actor.id, draft.reason
    audit.record(actor, "attachment.withdraw", record, reason=draft.reason, **_told(row))
    return row


def _open_record(actor: Actor, kind: str, subject_id: int) -> Any:
    """The record, when the actor may put files on it. NotFound for one that is hidden, and one that takes none."""
    known = subject_kind(kind)
    if not known.takes_files:
        raise NotFound
    record = known.get(actor, subject_id)
    if not queries.may_add(actor, kind, record):
        raise Forbidden(Message("Only who may change the record may hand in, replace or withdraw its files."))
    return record


def _check_new(kind: str, subject_id: int, arrivals: Sequence[Arrival]) -> None:
    """Raise Invalid that names every content which lies on the record already, or comes twice."""
    known = queries.same_content(kind, subject_id, [arrival.kept.sha256 for arrival in arrivals])
    doubled = []
    for arrival in arrivals:
        if arrival.kept.sha256 in known:
            other = known[arrival.kept.sha256]
            doubled.append(
                Message("%(name)s: the same content is here already as %(other)s.", name=arrival.name, other=other)
            )
        known[arrival.kept.sha256] = arrival.name
    if doubled:
        raise Invalid(doubled[0], fields={f"files.{number}": said for number, said in enumerate(doubled)})


def _facts(arrival: Arrival) -> dict[str, Any]:
    return {
        "name": arrival.name,
        "format": arrival.format,
        "size": arrival.kept.size,
        "sha256": arrival.kept.sha256,
        "storage_key": arrival.kept.key,
    }


def _told(row: Attachment) -> dict[str, Any]:
    """What the record's history says of a file."""
    return {"file": row.id, "name": row.name, "kind": row.kind, "number": row.number, "sha256": row.sha256}
