"""Reading sectors and terms: everybody who signs in may."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import aliased, joinedload

from app.kernel import histories
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.histories import HISTORIES, TERMS, History, Names
from app.kernel.permissions import Actor, Can
from app.kernel.search import matches
from app.kernel.subjects import SUBJECTS, SubjectKind
from app.kernel.text import Message
from app.vocabularies.models import Sector, Term


def visible_to(_actor: Actor) -> Select[Sector]:
    """Sectors are public to the house: every signed-in person sees those in use."""
    return select(Sector).where(Sector.archived_at.is_(None))


def terms(vocabulary: str) -> Sequence[Term]:
    """The words of one list that are offered now, in their order."""
    found = select(Term).where(Term.vocabulary == vocabulary, Term.active)
    return db.session.scalars(found.order_by(Term.position, Term.id)).all()


_WORDS = (
    select(Term.code, Term.name_zh, Term.name_en)
    .where(Term.vocabulary == bindparam("vocabulary"))
    .order_by(Term.position)
)


def words(vocabulary: str, locale: str) -> dict[str, Message]:
    """Every word of one list by its code, retired ones too, in a language: for display and export."""
    return {
        code: Message((name_en if locale == "en" else name_zh) or name_zh)
        for code, name_zh, name_en in db.session.execute(_WORDS, {"vocabulary": vocabulary})
    }


def is_term(vocabulary: str, code: str) -> bool:
    """Whether a code belongs to a list."""
    return db.session.scalar(select(Term.id).where(Term.vocabulary == vocabulary, Term.code == code)) is not None


def count_words() -> dict[str, int]:
    """How many words each list offers."""
    found = select(Term.vocabulary, func.count(Term.id)).where(Term.active).group_by(Term.vocabulary)
    return dict(db.session.execute(found).all())


def all_terms(vocabulary: str) -> Sequence[Term]:
    """Every word of one list in its order, those that are no longer offered too."""
    found = select(Term).where(Term.vocabulary == vocabulary)
    return db.session.scalars(found.order_by(Term.position, Term.id)).all()


def get_term(term_id: int) -> Term:
    term = db.session.get(Term, term_id)
    if term is None:
        raise NotFound
    return term


def get_sector(actor: Actor, sector_id: int) -> Sector:
    sector = db.session.scalar(visible_to(actor).where(Sector.id == sector_id))
    if sector is None:
        raise NotFound
    return sector


def sectors(actor: Actor, ids: Sequence[int]) -> list[Sector]:
    """Those of the sectors asked for that exist, in the order asked."""
    found = {sector.id: sector for sector in db.session.scalars(visible_to(actor).where(Sector.id.in_(ids)))}
    return [found[sector_id] for sector_id in ids if sector_id in found]


def led_by(person_id: int) -> Select[int]:
    """The ids of the chains that somebody is chief of, with everything below them."""
    chain, below = aliased(Sector), aliased(Sector)
    found = select(below.id).join(chain, below.path.startswith(chain.path)).where(chain.chief_id == person_id)
    return found.where(chain.archived_at.is_(None))


def chains_of(person_id: int) -> Sequence[Sector]:
    """The chains that somebody is chief of (链长)."""
    found = select(Sector).where(Sector.chief_id == person_id, Sector.archived_at.is_(None))
    return db.session.scalars(found.order_by(Sector.code)).all()


def key_sectors(actor: Actor) -> Sequence[Sector]:
    """The area's key industries with their branches, in the order of their codes."""
    return db.session.scalars(visible_to(actor).where(Sector.is_key).order_by(Sector.code)).all()


def children(actor: Actor, parent_id: int | None) -> Sequence[Sector]:
    """One level of the national classification below a sector; None gives its sections."""
    found = visible_to(actor).where(Sector.parent_id == parent_id, Sector.is_key.is_(False))
    return db.session.scalars(found.order_by(Sector.code)).all()


def ancestors(sector: Sector) -> Sequence[Sector]:
    """The way from the root down to a sector, itself included."""
    ids = [int(step) for step in sector.path.split("/") if step]
    return db.session.scalars(select(Sector).where(Sector.id.in_(ids)).order_by(Sector.level)).all()


def search_sectors(actor: Actor, text: str, limit: int = 12) -> Sequence[Sector]:
    """Sectors by name, initials or code; key industries first. Without a text the key industries."""
    found = visible_to(actor).options(joinedload(Sector.parent))
    found = found.where(matches(Sector.search, text)) if text.strip() else found.where(Sector.is_key)
    return db.session.scalars(found.order_by(Sector.is_key.desc(), Sector.level, Sector.code).limit(limit)).all()


def subtree(sector_id: int) -> Select[int]:
    """The ids of a sector and everything below it, for use inside another statement."""
    root = select(Sector.path).where(Sector.id == sector_id).scalar_subquery()
    return select(Sector.id).where(is_below(root))


def is_below(root_path: object) -> ColumnElement[bool]:
    """Whether a sector lies at or below a path."""
    return Sector.path.startswith(root_path)


TERMS.plug("vocabularies")(words)


def _names(_actor: Actor, ids: Collection[int]) -> Mapping[int, Names]:
    found = select(Sector.id, Sector.name_zh, Sector.name_en).where(Sector.id.in_(ids))
    return {row.id: (row.name_zh, row.name_en) for row in db.session.execute(found)}


SUBJECTS.plug("sectors")(
    SubjectKind(
        word=Message("Sector"),
        get=get_sector,
        names=lambda sector: (sector.name_zh, sector.name_en),
        endpoint="vocabularies.sector",
        key="sector_id",
        may_change=lambda actor, _sector: actor.may(Can.EDIT_VOCABULARIES),
    )
)
HISTORIES.plug("sectors")(
    History(
        names=_names,
        fields={
            "code": histories.text(Message("Code")),
            "name_zh": histories.text(Message("Chinese name")),
            "name_en": histories.text(Message("English name")),
            "parent_id": histories.record(Message("Below"), "sectors"),
            "level": histories.text(Message("Level")),
            "is_key": histories.yes_no(Message("Key industry")),
            "chief_id": histories.record(Message("Chain chief"), "people"),
            "archived_at": histories.moment(Message("Archived")),
        },
    )
)
