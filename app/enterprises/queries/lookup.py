"""Finding enterprises by what somebody types: pickers, exact names, likely duplicates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, or_, select, union_all

from app.enterprises import rules
from app.enterprises.models import Enterprise
from app.enterprises.queries.enterprises import visible_to
from app.kernel.db import db
from app.kernel.permissions import Actor
from app.kernel.pinyin import pinyin
from app.kernel.search import few, matches

OPTIONS = 12
#: How many candidates a broad text (one character) may bring before they are put in order.
CANDIDATES = 200
#: Sorts after everything that begins with what stands before it.
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class Named:
    """An enterprise's names, for a link."""

    id: int
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class LookAlike:
    """An enterprise that somebody about to write down a new one should see first.

    `likeness` is 1 when the names have one core; `same_code` when the credit codes are equal.
    """

    id: int
    name_zh: str
    name_en: str
    uscc: str | None
    archived: bool
    likeness: float
    same_code: bool = False


def names(ids: Iterable[int]) -> dict[int, Named]:
    """Names by id. Not scoped: for records the reader may already see."""
    found = select(Enterprise.id, Enterprise.name_zh, Enterprise.name_en).where(Enterprise.id.in_(set(ids)))
    return {row.id: Named(*row) for row in db.session.execute(found)}


def options(actor: Actor, text: str, limit: int = OPTIONS) -> Sequence[Any]:
    """Enterprises for a picker, names that begin with the text first; without a text the last changed."""
    shown = visible_to(actor).where(Enterprise.archived_at.is_(None))
    rows = shown.with_only_columns(
        Enterprise.id, Enterprise.name_zh, Enterprise.name_en, Enterprise.short_name, Enterprise.uscc, Enterprise.status
    )
    typed = "".join(filter(str.isprintable, text)).strip()  # no database compares with a NUL
    if not typed:
        return db.session.execute(rows.order_by(Enterprise.updated_at.desc(), Enterprise.id).limit(limit)).all()
    candidates = _beginning_with(typed, limit)
    if not _is_one_letter(typed):
        containing = few(Enterprise.search, typed, Enterprise.archived_at.is_(None), limit=CANDIDATES)
        candidates = union_all(candidates, containing)
    begins = or_(Enterprise.name_zh.istartswith(typed, autoescape=True), Enterprise.short_name == typed)
    best_first = (case((begins, 0), else_=1), Enterprise.name_sort, Enterprise.id)
    found = rows.where(Enterprise.id.in_(select(candidates.subquery().c.id))).order_by(*best_first).limit(limit)
    return db.session.execute(found).all()


def _is_one_letter(typed: str) -> bool:
    """One Latin letter begins a third of all words: it is only looked for at the beginning of names."""
    return len(typed) == 1 and typed.isascii()


def _beginning_with(typed: str, limit: int) -> Any:
    """A stretch of the list by name, Chinese names by their pinyin: cheap for one character too."""
    first = " ".join(pinyin(typed))
    found = select(Enterprise.id).where(
        Enterprise.name_sort >= first, Enterprise.name_sort < first + _LAST, Enterprise.archived_at.is_(None)
    )
    if not _is_one_letter(typed):
        found = found.where(Enterprise.name_zh.istartswith(typed, autoescape=True))
    return select(found.order_by(Enterprise.name_sort).limit(limit).subquery().c.id)


def bearers_of(actor: Actor, name: str) -> list[int]:
    """Enterprises called exactly so, without regard to case and width of brackets.

    Those of that full name, else those that have it as a short name or alias; archived ones only when no
    other bears it.
    """
    spellings = {name.lower(), name.lower().translate(_WIDE), name.lower().translate(_NARROW)}
    full = or_(*(func.lower(column).in_(spellings) for column in (Enterprise.name_zh, Enterprise.name_en)))
    other_names = literal("\n") + func.lower(Enterprise.other_names) + "\n"
    aliases = [other_names.contains(f"\n{spelling}\n", autoescape=True) for spelling in spellings]
    also = or_(func.lower(Enterprise.short_name).in_(spellings), *aliases)
    rank = case((full, 0), else_=1) + case((Enterprise.archived_at.is_(None), 0), else_=2)
    rows = visible_to(actor).with_only_columns(Enterprise.id, rank.label("rank"))
    called = rows.where(_mentions(name), or_(full, also)).order_by(rank, Enterprise.id)
    found = db.session.execute(called).all()
    return [enterprise_id for enterprise_id, place in found if place == found[0][1]]


_WIDE = str.maketrans("()", "（）")
_NARROW = str.maketrans("（）", "()")


def _mentions(name: str) -> ColumnElement[bool]:
    return matches(Enterprise.search, name)


def look_alikes(
    actor: Actor, name: str, code: str = "", *, besides: int | None = None, limit: int = 5
) -> list[LookAlike]:
    """Enterprises, archived ones too, with this credit code or a name much like this one, likeliest first."""
    typed_code = rules.compact_uscc(code)
    words = rules.search_words(name)
    rows = visible_to(actor).with_only_columns(
        Enterprise.id,
        Enterprise.name_zh,
        Enterprise.name_en,
        Enterprise.short_name,
        Enterprise.other_names,
        Enterprise.uscc,
        Enterprise.archived_at,
    )
    asked = []
    if len(typed_code) == rules.USCC_LENGTH:
        asked.append(rows.where(Enterprise.uscc == typed_code))
    if words:
        asked.append(rows.where(matches(Enterprise.search, words)).limit(CANDIDATES))
    found = {row.id: row for statement in asked for row in db.session.execute(statement) if row.id != besides}
    alike = (_look_alike(row, name, typed_code) for row in found.values())
    likely = [one for one in alike if one.same_code or one.likeness >= rules.LIKELY]
    return sorted(likely, key=lambda one: (-one.same_code, -one.likeness, one.name_zh))[:limit]


def _look_alike(row: Any, name: str, code: str) -> LookAlike:
    called = [row.name_zh, row.name_en, row.short_name, *row.other_names.split("\n")]
    likeness = max(rules.likeness(name, other) for other in called)
    same_code = bool(row.uscc) and row.uscc == code
    return LookAlike(row.id, row.name_zh, row.name_en, row.uscc, row.archived_at is not None, likeness, same_code)
