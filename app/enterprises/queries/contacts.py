"""Contacts: one, the list, its export, pickers, and who stood where on a day."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Select, bindparam, func, literal, or_, select, union
from sqlalchemy.orm import joinedload, selectinload

from app.enterprises import rules
from app.enterprises.models import Contact, ContactPost, Enterprise
from app.kernel import clock, settings
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.fields import OptionalLine, OptionalRecordId
from app.kernel.listing import Listing, Order, Rows
from app.kernel.permissions import Actor, Can
from app.kernel.search import few, matches
from app.kernel.sockets import Socket
from app.kernel.tabular import Column, Kind
from app.kernel.text import Message
from app.vocabularies import queries as vocabularies

OPTIONS = 12
CONTACTS = Listing(
    Contact.id,
    {
        "name": Order(Message("By name"), Contact.name_sort, jumps="letter"),
        "changed": Order(Message("Recently changed"), Contact.updated_at, descending=True),
    },
    "name",
)


class ContactFilters(BaseModel):
    """What the list can be narrowed to; `q` is looked for in their name and their enterprise's.

    `review` leaves those with whom nobody has met for years (a setting): to be erased, or kept knowingly.
    """

    model_config = ConfigDict(extra="ignore")

    q: OptionalLine = None
    enterprise: OptionalRecordId = None
    archived: bool = False
    review: bool = False


#: name -> whether something keeps a contact in use since a day (a meeting with them): for the review of old ones.
IN_USE_SINCE: Socket[Callable[[date], ColumnElement[bool]]] = Socket("contacts in use")


@dataclass(frozen=True)
class NamedContact:
    """A contact's names and present title, for a link."""

    id: int
    name: str
    name_en: str
    title_zh: str
    title_en: str


def visible_contacts(actor: Actor) -> Select[Contact]:
    """Contacts the actor may see, archived ones too."""
    return _seen(actor.may(Can.SEE_ENTERPRISES))


@cache
def _seen(all_of_them: bool) -> Select[Contact]:
    return select(Contact).where(literal(all_of_them))


@cache
def _numbered(all_of_them: bool) -> Select[Contact]:
    return _seen(all_of_them).where(Contact.id.in_(bindparam("ids", expanding=True)))


def get_contact(actor: Actor, contact_id: int) -> Contact:
    """One contact with their enterprise and posts. Raises NotFound."""
    contact = db.session.scalar(
        visible_contacts(actor)
        .where(Contact.id == contact_id)
        .options(joinedload(Contact.enterprise), selectinload(Contact.posts))
    )
    if contact is None:
        raise NotFound
    return contact


def contacts(actor: Actor, ids: Sequence[int]) -> list[Contact]:
    """Those of the contacts asked for that exist, in the order asked."""
    asked = _numbered(actor.may(Can.SEE_ENTERPRISES))
    found = {contact.id: contact for contact in db.session.scalars(asked, {"ids": list(ids)})}
    return [found[contact_id] for contact_id in ids if contact_id in found]


def contacts_of(actor: Actor, enterprise_ids: Sequence[int], limit: int = 100) -> Sequence[Contact]:
    """Who stands there now, by name."""
    found = visible_contacts(actor).where(Contact.enterprise_id.in_(enterprise_ids), Contact.archived_at.is_(None))
    return db.session.scalars(found.order_by(Contact.name_sort, Contact.id).limit(limit)).all()


def contact_names(ids: Iterable[int]) -> dict[int, NamedContact]:
    """Names by id. Not scoped: for records the reader may already see."""
    found = select(Contact.id, Contact.name, Contact.name_en, Contact.title_zh, Contact.title_en)
    return {row.id: NamedContact(*row) for row in db.session.execute(found.where(Contact.id.in_(set(ids))))}


def contact_listing(actor: Actor, filters: ContactFilters) -> Rows:
    """The rows of the list: one contact each, narrowed by the filters."""
    found = visible_contacts(actor).join(Contact.enterprise)
    rows = found.with_only_columns(
        Contact.id,
        Contact.name,
        Contact.name_en,
        Contact.title_zh,
        Contact.title_en,
        Contact.phone,
        Contact.email,
        Contact.wechat,
        Contact.updated_at,
        Contact.enterprise_id,
        Enterprise.name_zh.label("enterprise_zh"),
        Enterprise.name_en.label("enterprise_en"),
    )
    rows = rows.where(Contact.archived_at.is_not(None) if filters.archived else Contact.archived_at.is_(None))
    if filters.enterprise:
        rows = rows.where(Contact.enterprise_id == filters.enterprise)
    if filters.review:
        rows = rows.where(*_out_of_use())
    if filters.q:
        at = select(Enterprise.id).where(matches(Enterprise.search, filters.q))
        by_name = select(Contact.id).where(matches(Contact.search, filters.q))
        rows = rows.where(Contact.id.in_(union(by_name, select(Contact.id).where(Contact.enterprise_id.in_(at)))))
    return rows


def _out_of_use() -> Iterator[ColumnElement[bool]]:
    """Written down long ago and not in use since, whatever the room that knows."""
    first = clock.today().replace(day=1)
    since = first.replace(year=first.year - settings.read(rules.REVIEW_YEARS))
    yield Contact.created_at < clock.at_park(datetime.combine(since, time()))
    yield Contact.erased_at.is_(None)
    for _, in_use in IN_USE_SINCE:
        yield ~in_use(since)


def contact_columns(locale: str, *, full: bool = False) -> list[Column]:
    """The register of contacts as it leaves the house: personal details masked, unless it is a full one."""
    return [
        Column(Message("Name"), Contact.name),
        Column(Message("English name"), Contact.name_en),
        Column(Message("Enterprise"), Enterprise.name_zh),
        Column(Message("Enterprise in English"), Enterprise.name_en),
        Column(Message("Job title"), Contact.title_zh),
        Column(Message("Job title in English"), Contact.title_en),
        Column(Message("Telephone"), Contact.phone, Kind.TEXT if full else Kind.PHONE_MASKED),
        Column(Message("E-mail"), Contact.email, Kind.TEXT if full else Kind.MAIL_MASKED),
        Column(Message("WeChat"), Contact.wechat, Kind.TEXT if full else Kind.PHONE_MASKED),
        Column(Message("Language"), Contact.language, Kind.WORD, vocabularies.words("language", locale)),
        Column(Message("Last changed"), Contact.updated_at, Kind.MOMENT),
    ]


def contact_options(
    actor: Actor, text: str, enterprise_ids: Sequence[int] = (), on: date | None = None, limit: int = OPTIONS
) -> Sequence[Any]:
    """Contacts for a picker: of these enterprises (now, or on a day), else of any."""
    is_kept = Contact.archived_at.is_(None)
    found = visible_contacts(actor).join(Contact.enterprise).where(is_kept)
    if enterprise_ids and on:
        stood = select(ContactPost.contact_id).where(ContactPost.enterprise_id.in_(enterprise_ids), _held(on))
        found = found.where(Contact.id.in_(stood))
    elif enterprise_ids:
        found = found.where(Contact.enterprise_id.in_(enterprise_ids))
    if text.strip():
        called = matches(Contact.search, text) if enterprise_ids else Contact.id.in_(few(Contact.search, text, is_kept))
        found = found.where(called)
    shown = found.with_only_columns(
        Contact.id,
        Contact.name,
        Contact.name_en,
        Contact.title_zh,
        Contact.title_en,
        Enterprise.name_zh.label("enterprise_zh"),
        Enterprise.name_en.label("enterprise_en"),
    )
    return db.session.execute(shown.order_by(Contact.name_sort, Contact.id).limit(limit)).all()


def find_contact_named(actor: Actor, enterprise_id: int, name: str) -> Contact | None:
    """Somebody of exactly this name (or English name) who stands at this enterprise now."""
    called = or_(func.lower(Contact.name) == name.lower(), func.lower(Contact.name_en) == name.lower())
    found = visible_contacts(actor).where(Contact.enterprise_id == enterprise_id, called)
    return db.session.scalar(found.order_by(Contact.archived_at.is_not(None), Contact.id).limit(1))


def posts_at(contact_ids: Iterable[int], day: date) -> dict[int, ContactPost]:
    """The post that each of the contacts held on a day; the later one where two overlap."""
    found = select(ContactPost).where(ContactPost.contact_id.in_(set(contact_ids)), _held(day))
    held = sorted(db.session.scalars(found), key=lambda post: (post.since or date.min, post.id))
    return {post.contact_id: post for post in held}


def _held(day: date) -> ColumnElement[bool]:
    """`rules.is_held_on` in SQL."""
    begun = or_(ContactPost.since.is_(None), ContactPost.since <= day)
    return begun & or_(ContactPost.until.is_(None), ContactPost.until > day)
