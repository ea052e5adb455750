"""Personal data of contacts: seeing it in full, handing out a copy, and erasing it for good."""

from typing import Any

from sqlalchemy import update

from app.audit import service as audit
from app.enterprises import queries
from app.enterprises.models import Contact, ContactPost, Enterprise
from app.enterprises.schemas import EraseDraft, ReasonDraft
from app.enterprises.service.contacts import check_not_erased
from app.kernel import clock
from app.kernel.db import command, db
from app.kernel.permissions import Actor
from app.kernel.personal import COPY, ERASE, MASKS, Erasure, blot
from app.kernel.text import sort_key

#: Entries of the audit log about these are about other people, whatever their name.
_PEOPLE = ("contacts", "people", "users")
_UNSEEN = {"synchronize_session": False}
_COPIED = ("name", "name_en", "title_zh", "title_en", *MASKS, "language", "consent_note", "consent_on")


@command
def unmask(actor: Actor, contact_id: int, draft: ReasonDraft) -> Contact:
    """A contact whose details are going to be shown in full, with the reason on record."""
    contact = queries.get_contact(actor, contact_id)
    check_not_erased(contact)
    audit.record(actor, "contact.unmask", contact, reason=draft.reason)
    return contact


@command
def copy(actor: Actor, contact_id: int) -> dict[str, Any]:
    """Everything the area keeps about a contact, for that person, as far as the actor may see it."""
    contact = queries.get_contact(actor, contact_id)
    check_not_erased(contact)
    names = queries.names([post.enterprise_id for post in contact.posts])
    told: dict[str, Any] = {name: _text(getattr(contact, name)) for name in _COPIED}
    told["enterprise"] = contact.enterprise.name_zh
    told["written_down"], told["last_changed"] = contact.created_at.isoformat(), contact.updated_at.isoformat()
    told["posts"] = [
        {
            "enterprise": names[post.enterprise_id].name_zh,
            "title": post.title_zh,
            "since": _text(post.since),
            "until": _text(post.until),
        }
        for post in contact.posts
    ]
    for room, tell in COPY:
        told[room] = tell(actor, contact_id)
    audit.record(actor, "contact.copy", contact)
    return told


@command
def erase(actor: Actor, contact_id: int, draft: EraseDraft) -> Contact:
    """Forget a contact at their request, for good: every name and detail of theirs, in every room and in the log.

    What happened stays: meetings, follow-ups and their days, with a number in place of the name. Raises Conflict.
    """
    contact = queries.get_contact(actor, contact_id)
    check_not_erased(contact)
    contact.expect_version(draft.version)
    erasure = Erasure(
        contact_id=contact_id,
        words=[word for word in (contact.name, contact.name_en, *(getattr(contact, name) for name in MASKS)) if word],
        enterprise_ids=sorted({contact.enterprise_id, *(post.enterprise_id for post in contact.posts)}),
    )
    with audit.open_history("erasure"):
        for _, forget in ERASE:
            forget(erasure)
        emptied = audit.blot_values(erasure, Contact.__tablename__, _PEOPLE)
    db.session.refresh(contact)
    audit.record(actor, "contact.erase", contact, reason=erasure.blotted(draft.reason), emptied=emptied)
    return contact


@ERASE.plug("enterprises")
def _forget(erasure: Erasure) -> None:
    """The contact's own rows, and texts about the enterprises where they stood."""
    number, now = erasure.contact_id, clock.now()
    blank: dict[str, Any] = dict.fromkeys((*MASKS, "title_zh", "title_en", "consent_note", "search"), "")
    blank |= dict.fromkeys(("language", "consent_on", "consent_channel"))
    name = f"已删除的联系人 #{number}"
    blank |= {"name": name, "name_en": f"Erased contact #{number}", "name_sort": sort_key(name)}
    blank |= {"erased_at": now, "archived_at": now, "updated_at": now, "version": Contact.version + 1}
    db.session.execute(update(Contact).where(Contact.id == number).values(**blank), execution_options=_UNSEEN)
    posts = update(ContactPost).where(ContactPost.contact_id == number).values(title_zh="")
    db.session.execute(posts, execution_options=_UNSEEN)
    blot(erasure, Enterprise.id.in_(erasure.enterprise_ids), Enterprise.note, Enterprise.introduced_by)


def _text(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
