"""Contacts: who they are, and the posts they move through."""

from datetime import date

from app.audit import service as audit
from app.enterprises import queries, rules
from app.enterprises.models import Contact, ContactPost
from app.enterprises.schemas import ContactChange, ContactDraft, ContactFacts, PostDraft
from app.enterprises.service.enterprises import ARCHIVED
from app.kernel import clock
from app.kernel import once as once_keys
from app.kernel.db import command, db
from app.kernel.errors import Conflict, Invalid
from app.kernel.permissions import Actor
from app.kernel.personal import MASKS
from app.kernel.text import Message, search_terms, sort_key
from app.vocabularies import queries as vocabularies

_TEXTS = ("name_en", "title_zh", "title_en", "phone", "email", "wechat", "consent_note")


@command
def create_contact(actor: Actor, draft: ContactDraft, *, once: str | None = None) -> Contact:
    """Write down somebody in a post at an enterprise. Raises Invalid at the field."""
    if made := once_keys.claim(actor, once):
        return queries.get_contact(actor, made)
    _check_enterprise(actor, draft.enterprise_id)
    contact = Contact(enterprise_id=draft.enterprise_id)
    _fill(contact, draft)
    contact.posts = [_post(draft.enterprise_id, draft.title_zh, draft.since)]
    db.session.add(contact)
    db.session.flush()
    once_keys.settle(actor, once, contact.id)
    audit.record(actor, "contact.create", contact)
    return contact


@command
def find_or_create_contact(actor: Actor, enterprise_id: int, name: str, *, title_zh: str = "") -> Contact:
    """Whoever stands at this enterprise under exactly this name (or English name), else somebody new.

    The name must be a valid `fields.ShortLine`.
    """
    found = queries.find_contact_named(actor, enterprise_id, name)
    return found or create_contact(actor, ContactDraft(enterprise_id=enterprise_id, name=name, title_zh=title_zh))


@command
def change_contact(actor: Actor, contact_id: int, draft: ContactChange) -> Contact:
    """Correct a contact; the title of the present post follows. Raises Invalid, Conflict."""
    contact = _opened(actor, contact_id, draft.version)
    _fill(contact, draft)
    if post := _present_post(contact):
        post.title_zh = contact.title_zh
    audit.record(actor, "contact.change", contact)
    return contact


@command
def move_contact(actor: Actor, contact_id: int, draft: PostDraft) -> Contact:
    """Begin a new post on a day, at the same enterprise or another; the present one ends there.

    Raises Invalid for a day before the present post began and for a post that is the present one.
    """
    contact = _opened(actor, contact_id, draft.version)
    _check_enterprise(actor, draft.enterprise_id)
    if (draft.enterprise_id, draft.title_zh or "") == (contact.enterprise_id, contact.title_zh):
        raise Invalid.at("title_zh", Message("This is the present post. Name another title or enterprise."))
    present = _present_post(contact)
    rules.check_next_post(present, draft.since)
    if present:
        present.until = draft.since
    contact.posts.append(_post(draft.enterprise_id, draft.title_zh, draft.since))
    contact.enterprise_id = draft.enterprise_id
    contact.title_zh, contact.title_en = draft.title_zh or "", draft.title_en or ""
    audit.record(actor, "contact.move", contact, since=draft.since)
    return contact


@command
def archive_contact(actor: Actor, contact_id: int, version: int) -> Contact:
    """Put a contact away; records of meetings with them stay."""
    contact = queries.get_contact(actor, contact_id)
    contact.expect_version(version)
    contact.archived_at = clock.now()
    audit.record(actor, "contact.archive", contact)
    return contact


@command
def restore_contact(actor: Actor, contact_id: int, version: int) -> Contact:
    """Bring a contact back."""
    contact = queries.get_contact(actor, contact_id)
    check_not_erased(contact)
    contact.expect_version(version)
    contact.archived_at = None
    audit.record(actor, "contact.restore", contact)
    return contact


def check_not_erased(contact: Contact) -> None:
    """An erasure is final. Raises Conflict."""
    if contact.erased_at is not None:
        raise Conflict(Message("This contact was erased on request. That cannot be taken back."))


def _opened(actor: Actor, contact_id: int, version: int) -> Contact:
    contact = queries.get_contact(actor, contact_id)
    check_not_erased(contact)
    if contact.archived_at is not None:
        raise Conflict(ARCHIVED)
    contact.expect_version(version)
    return contact


def _check_enterprise(actor: Actor, enterprise_id: int) -> None:
    if not queries.enterprises(actor, [enterprise_id]):
        raise Invalid.at("enterprise_id", Message("There is no such enterprise."))


def _fill(contact: Contact, draft: ContactFacts) -> None:
    if draft.language and draft.language != contact.language and not vocabularies.is_term("language", draft.language):
        raise Invalid.at("language", Message("Choose one of the options."))
    contact.name, contact.language = draft.name, draft.language
    contact.consent_on, contact.consent_channel = draft.consent_on, draft.consent_channel
    for name in _TEXTS:
        typed = getattr(draft, name) or ""
        if name not in MASKS:
            setattr(contact, name, typed)
        elif typed != MASKS[name](getattr(contact, name)):
            _check_whole(name, typed)
            setattr(contact, name, typed)
    contact.name_sort = sort_key(contact.name)
    contact.search = search_terms(contact.name, contact.name_en)
    contact.updated_at = clock.now()


def _check_whole(name: str, typed: str) -> None:
    """A detail that comes back as the form showed it, masked, stays as it is; half a mask is no detail."""
    if "***" in typed:
        raise Invalid.at(name, Message("Write it in full, or leave what stood there."))


def _present_post(contact: Contact) -> ContactPost | None:
    """The post without an end; the latest where there are several."""
    still = [post for post in contact.posts if post.until is None]
    return max(still, key=lambda post: (post.since or date.min, post.id), default=None)


def _post(enterprise_id: int, title_zh: str | None, since: date | None) -> ContactPost:
    return ContactPost(enterprise_id=enterprise_id, title_zh=title_zh or "", since=since)
