"""Filling the lists at the first start, and the area's key industries."""

import csv
import tomllib
from pathlib import Path

from sqlalchemy import select

from app.accounts import queries as accounts
from app.audit import service as audit
from app.kernel.constraints import explain
from app.kernel.db import command, db
from app.kernel.errors import Invalid, NotFound
from app.kernel.permissions import Actor
from app.kernel.seeds import SEEDS
from app.kernel.text import Message, search_terms
from app.vocabularies import queries
from app.vocabularies.models import Sector, Term
from app.vocabularies.schemas import SectorChange, SectorDraft

_DATA = Path(__file__).parents[1] / "data"

explain("uq_sectors_code", "code", Message("This code is taken. Choose another."))


@SEEDS.plug("vocabularies")
@command
def seed() -> None:
    """Bring in the national classification and the words that the program relies on. Doubles nothing."""
    _seed_terms()
    _seed_sectors()


def _seed_terms() -> None:
    known = {(vocabulary, code) for vocabulary, code in db.session.execute(select(Term.vocabulary, Term.code))}
    rows = tomllib.loads((_DATA / "terms.toml").read_text(encoding="utf-8"))["term"]
    missing = [row for row in rows if (row["vocabulary"], row["code"]) not in known]
    db.session.add_all(Term(**row, locked=True) for row in missing)


def _seed_sectors() -> None:
    """GB/T 4754-2017, level by level, so that each row finds its parent's path."""
    codes = set(db.session.scalars(select(Sector.code)))
    with (_DATA / "gbt4754_2017.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["code"] not in codes]
    if not rows:
        return
    known = {sector.code: sector for sector in db.session.scalars(select(Sector))}
    for level in sorted({int(row["level"]) for row in rows}):
        made = []
        for row in (row for row in rows if int(row["level"]) == level):
            parent = known.get(row["parent_code"])
            made.append(_sector(row["code"], row["name_zh"], row["name_en"], parent))
        db.session.add_all(made)
        db.session.flush()
        for sector in made:
            known[sector.code] = sector
            sector.path = _path(sector)
    db.session.flush()


def _sector(code: str, name_zh: str, name_en: str, parent: Sector | None, *, is_key: bool = False) -> Sector:
    return Sector(
        code=code,
        name_zh=name_zh,
        name_en=name_en,
        parent=parent,
        level=parent.level + 1 if parent else 1,
        is_key=is_key,
        search=search_terms(name_zh, name_en, code),
    )


def _path(sector: Sector) -> str:
    return f"{sector.parent.path if sector.parent else '/'}{sector.id}/"


@command
def create_key_sector(actor: Actor, draft: SectorDraft) -> Sector:
    """Name a key industry of the area, at the top or below another one."""
    parent = _key_parent(actor, draft.parent_id)
    sector = _sector(draft.code, draft.name_zh, draft.name_en or "", parent, is_key=True)
    sector.chief_id = _chief(draft.chief_id)
    db.session.add(sector)
    db.session.flush()
    sector.path = _path(sector)
    audit.record(actor, "sector.create", sector)
    return sector


@command
def change_key_sector(actor: Actor, sector_id: int, draft: SectorChange) -> Sector:
    """Rename a key industry or give it another chain chief; its place in the tree stays."""
    sector = queries.get_sector(actor, sector_id)
    if not sector.is_key:
        raise NotFound
    sector.expect_version(draft.version)
    sector.code, sector.name_zh, sector.name_en = draft.code, draft.name_zh, draft.name_en or ""
    sector.chief_id = _chief(draft.chief_id)
    sector.search = search_terms(sector.name_zh, sector.name_en, sector.code)
    audit.record(actor, "sector.change", sector)
    return sector


def _key_parent(actor: Actor, parent_id: int | None) -> Sector | None:
    if parent_id is None:
        return None
    parent = queries.get_sector(actor, parent_id)
    if not parent.is_key:
        raise Invalid.at("parent_id", Message("A key industry lies below another key industry."))
    return parent


def _chief(person_id: int | None) -> int | None:
    if person_id is not None and person_id not in accounts.people([person_id]):
        raise Invalid.at("chief_id", Message("There is no such person."))
    return person_id
