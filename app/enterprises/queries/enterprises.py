"""Enterprises: one, the list, its export, and the group."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, ScalarSelect, Select, String, bindparam, cast, func, literal, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.accounts.models import Person, Unit, User
from app.enterprises.models import Enterprise, EnterpriseListing, EnterpriseSector, EnterpriseStatus
from app.enterprises.rules import STATUS_WORDS
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.fields import OptionalLine, OptionalRecordId
from app.kernel.listing import Listing, Order, Rows
from app.kernel.permissions import Actor, Can
from app.kernel.search import matches
from app.kernel.tabular import Column, Kind
from app.kernel.text import Message
from app.vocabularies import queries as vocabularies
from app.vocabularies.models import Sector, Term

LIST = Listing(
    Enterprise.id,
    {
        "name": Order(Message("By name"), Enterprise.name_sort, jumps="letter"),
        "changed": Order(Message("Recently changed"), Enterprise.updated_at, descending=True),
    },
    "name",
)

#: The facts that are terms, and the vocabulary of each.
FACT_VOCABULARIES = {
    "home_province": "province",
    "ownership": "ownership",
    "chain_role": "chain_role",
    "source": "source",
}
VOCABULARIES = (*FACT_VOCABULARIES.values(), "list_kind")


class EnterpriseFilters(BaseModel):
    """What the list can be narrowed to. `owner` is a user, `group` the head of a group."""

    model_config = ConfigDict(extra="ignore")

    q: OptionalLine = None
    sector: OptionalRecordId = None
    status: EnterpriseStatus | None = None
    owner: OptionalRecordId = None
    group: OptionalRecordId = None
    archived: bool = False


@dataclass(frozen=True)
class Relative:
    """A member of a group in one line."""

    id: int
    parent_id: int | None
    name_zh: str
    name_en: str
    status: EnterpriseStatus


def visible_to(actor: Actor) -> Select[Enterprise]:
    """Enterprises the actor may see, archived ones too."""
    return _seen(actor.may(Can.SEE_ENTERPRISES))


@cache
def _seen(all_of_them: bool) -> Select[Enterprise]:
    return select(Enterprise).where(literal(all_of_them))


@cache
def _whole(all_of_them: bool) -> Select[Enterprise]:
    found = _seen(all_of_them).where(Enterprise.id == bindparam("id"))
    return found.options(
        joinedload(Enterprise.owner).joinedload(User.person),
        joinedload(Enterprise.parent),
        joinedload(Enterprise.industry),
        selectinload(Enterprise.sector_links).joinedload(EnterpriseSector.sector),
        selectinload(Enterprise.listings),
    )


@cache
def _numbered(all_of_them: bool) -> Select[Enterprise]:
    return _seen(all_of_them).where(Enterprise.id.in_(bindparam("ids", expanding=True)))


def get(actor: Actor, enterprise_id: int) -> Enterprise:
    """One enterprise with its owner, parent, industry, sectors and lists. Raises NotFound."""
    enterprise = db.session.scalar(_whole(actor.may(Can.SEE_ENTERPRISES)), {"id": enterprise_id})
    if enterprise is None:
        raise NotFound
    return enterprise


def enterprises(actor: Actor, ids: Sequence[int]) -> list[Enterprise]:
    """Those of the enterprises asked for that exist, in the order asked."""
    asked = _numbered(actor.may(Can.SEE_ENTERPRISES))
    found = {row.id: row for row in db.session.scalars(asked, {"ids": list(ids)})}
    return [found[enterprise_id] for enterprise_id in ids if enterprise_id in found]


def group(actor: Actor, enterprise: Enterprise) -> list[Relative]:
    """Every member of an enterprise's group, itself included, by name."""
    found = visible_to(actor).where(Enterprise.root_id == enterprise.root_id).order_by(Enterprise.name_sort)
    shown = found.with_only_columns(
        Enterprise.id, Enterprise.parent_id, Enterprise.name_zh, Enterprise.name_en, Enterprise.status
    )
    return [Relative(*row) for row in db.session.execute(shown)]


def group_ids(enterprise: Enterprise) -> list[int]:
    """The ids of an enterprise's whole group, its own included."""
    return list(db.session.scalars(select(Enterprise.id).where(Enterprise.root_id == enterprise.root_id)))


def listing(actor: Actor, filters: EnterpriseFilters) -> Rows:
    """The rows of the list: one enterprise each, narrowed by the filters.

    Nothing is joined, since a broad filter sorts many rows to show a few: see `sectors_of` and `owners_of`.
    """
    rows = visible_to(actor).with_only_columns(
        Enterprise.id,
        Enterprise.name_zh,
        Enterprise.name_en,
        Enterprise.uscc,
        Enterprise.status,
        Enterprise.home_province,
        Enterprise.country,
        Enterprise.owner_id,
        Enterprise.updated_at,
    )
    return rows.where(*_narrowed(filters))


def _narrowed(filters: EnterpriseFilters) -> list[ColumnElement[bool]]:
    kept: list[ColumnElement[bool]] = [
        Enterprise.archived_at.is_not(None) if filters.archived else Enterprise.archived_at.is_(None)
    ]
    if filters.q:
        kept.append(matches(Enterprise.search, filters.q))
    if filters.sector:
        below = EnterpriseSector.sector_id.in_(vocabularies.subtree(filters.sector))
        kept.append(Enterprise.id.in_(select(EnterpriseSector.enterprise_id).where(below)))
    if filters.status:
        kept.append(Enterprise.status == filters.status)
    if filters.owner:
        kept.append(Enterprise.owner_id == filters.owner)
    if filters.group:
        kept.append(Enterprise.root_id == filters.group)
    return kept


def sectors_of(ids: Sequence[int]) -> dict[int, list[Sector]]:
    """Each enterprise's sectors, the main one first, in one statement."""
    found = (
        select(EnterpriseSector.enterprise_id, Sector)
        .join(EnterpriseSector.sector)
        .where(EnterpriseSector.enterprise_id.in_(ids))
        .order_by(EnterpriseSector.position)
    )
    by_enterprise: dict[int, list[Sector]] = {enterprise_id: [] for enterprise_id in ids}
    for enterprise_id, sector in db.session.execute(found):
        by_enterprise[enterprise_id].append(sector)
    return by_enterprise


def owners_of(ids: Iterable[int | None]) -> dict[int, Person]:
    """Who the users are that own enterprises, in one statement."""
    wanted = {user_id for user_id in ids if user_id}
    found = select(User.id, Person).join(User.person).where(User.id.in_(wanted))
    return {row[0]: row[1] for row in db.session.execute(found)}


def words(locale: str) -> dict[str, dict[str, Message]]:
    """The words of every vocabulary that an enterprise uses, by vocabulary and code, retired ones too."""
    return _words(locale, Term.vocabulary.in_(VOCABULARIES))


def offered_words(locale: str, enterprise: Enterprise | None) -> dict[str, dict[str, Message]]:
    """Those of the words that may be chosen now, and what the enterprise holds though it may be retired."""
    held: set[tuple[str, str]] = set()
    if enterprise:
        facts = {vocabulary: getattr(enterprise, name) for name, vocabulary in FACT_VOCABULARIES.items()}
        held = {(vocabulary, code) for vocabulary, code in facts.items() if code}
        held |= {("list_kind", listing.list_code) for listing in enterprise.listings}
    kept = or_(Term.active, *((Term.vocabulary == vocabulary) & (Term.code == code) for vocabulary, code in held))
    return _words(locale, Term.vocabulary.in_(VOCABULARIES) & kept)


def _words(locale: str, which: ColumnElement[bool]) -> dict[str, dict[str, Message]]:
    found = select(Term.vocabulary, Term.code, _said(Term, locale)).where(which).order_by(Term.position, Term.id)
    said: dict[str, dict[str, Message]] = {vocabulary: {} for vocabulary in VOCABULARIES}
    for vocabulary, code, word in db.session.execute(found):
        said[vocabulary][code] = Message(word)
    return said


def columns(locale: str) -> list[Column]:
    """The register of enterprises as it leaves the house."""
    head = aliased(Enterprise)
    headed = select(head.name_zh).where(head.id == Enterprise.root_id, head.id != Enterprise.id).scalar_subquery()
    park = select(_said(Unit, locale)).where(Unit.id == Enterprise.park_id).scalar_subquery()

    def words(label: Message, column: object, vocabulary: str) -> Column:
        return Column(label, column, Kind.WORD, vocabularies.words(vocabulary, locale))

    return [
        Column(Message("Chinese name"), Enterprise.name_zh),
        Column(Message("English name"), Enterprise.name_en),
        Column(Message("Short name"), Enterprise.short_name),
        Column(Message("Credit code"), Enterprise.uscc),
        Column(Message("Status"), Enterprise.status, Kind.WORD, STATUS_WORDS),
        Column(Message("Sectors"), _sector_names(locale)),
        Column(Message("Owner"), _owner_name(locale)),
        Column(Message("Group"), headed),
        Column(Message("Country"), Enterprise.country),
        words(Message("Home province"), Enterprise.home_province, "province"),
        words(Message("Ownership"), Enterprise.ownership, "ownership"),
        words(Message("Role in the chain"), Enterprise.chain_role, "chain_role"),
        Column(Message("Lists"), _list_names(locale)),
        Column(Message("Park"), park),
        words(Message("Source"), Enterprise.source, "source"),
        Column(Message("Introduced by"), Enterprise.introduced_by),
        Column(Message("Note"), Enterprise.note),
        Column(Message("Last changed"), Enterprise.updated_at, Kind.MOMENT),
    ]


def _said(named: type[Sector | Unit | Term], locale: str) -> ColumnElement[str]:
    """A bilingual row's name in a language, in SQL."""
    first = func.nullif(named.name_en, "") if locale == "en" else named.name_zh
    return func.coalesce(first, named.name_zh)


def _owner_name(locale: str) -> ScalarSelect[str]:
    """An enterprise's owner in one cell."""
    called = func.coalesce(func.nullif(Person.name_en, "") if locale == "en" else Person.name, Person.name)
    return (
        select(called).join(User, User.person_id == Person.id).where(User.id == Enterprise.owner_id).scalar_subquery()
    )


def _sector_names(locale: str) -> ScalarSelect[str]:
    """An enterprise's sectors in one cell, the main one first."""
    named = (
        select(_said(Sector, locale).label("name"))
        .join(EnterpriseSector, EnterpriseSector.sector_id == Sector.id)
        .where(EnterpriseSector.enterprise_id == Enterprise.id)
        .order_by(EnterpriseSector.position)
        .correlate(Enterprise)
        .subquery()
    )
    return select(func.aggregate_strings(named.c.name, "、")).scalar_subquery()


def _list_names(locale: str) -> ScalarSelect[str]:
    """The lists an enterprise stands on in one cell, each with its year."""
    entry = _said(Term, locale) + " " + cast(EnterpriseListing.year, String)
    return (
        select(func.aggregate_strings(entry, "、"))
        .join(Term, (Term.vocabulary == "list_kind") & (Term.code == EnterpriseListing.list_code))
        .where(EnterpriseListing.enterprise_id == Enterprise.id)
        .correlate(Enterprise)
        .scalar_subquery()
    )
