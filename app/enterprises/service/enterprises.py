"""Writing enterprises down, changing them, and keeping their groups in order."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update

from app.accounts import queries as accounts
from app.audit import service as audit
from app.enterprises import queries, rules
from app.enterprises.models import Enterprise, EnterpriseListing, EnterpriseSector
from app.enterprises.schemas import EnterpriseChange, EnterpriseDraft, EnterpriseFacts, FactChange, ListingDraft
from app.kernel import clock
from app.kernel import once as once_keys
from app.kernel.db import command, db
from app.kernel.errors import Conflict, Invalid
from app.kernel.permissions import Actor
from app.kernel.text import Message, search_terms, sort_key
from app.vocabularies import queries as vocabularies

ARCHIVED = Message("This record is archived. Restore it before you change it.")

_TEXTS = frozenset({"name_en", "short_name", "other_names", "introduced_by", "note"})
_ROWS = frozenset({"sector_ids", "listings"})
_NOT_KEPT = frozenset({"knows_namesake", "version"})
_CHOOSE = Message("Choose one of the options.")


@command
def create(actor: Actor, draft: EnterpriseDraft, *, once: str | None = None, is_sample: bool = False) -> Enterprise:
    """Write an enterprise down.

    Raises Invalid at the field: a credit code that is taken, a name that is nearly another's (unless the draft
    `knows_namesake`), something chosen that does not exist.
    """
    if made := once_keys.claim(actor, once):
        return queries.get(actor, made)
    if not draft.knows_namesake:
        _check_namesake(actor, draft)
    enterprise = Enterprise(is_sample=is_sample)
    _fill(actor, enterprise, draft, set(EnterpriseDraft.model_fields))
    db.session.add(enterprise)
    db.session.flush()
    _set_root([enterprise.id], _root_below(actor, enterprise))
    once_keys.settle(actor, once, enterprise.id)
    audit.record(actor, "enterprise.create", enterprise)
    return queries.get(actor, enterprise.id)


@command
def find_or_create(actor: Actor, name: str, *, field: str = "enterprise") -> Enterprise:
    """The enterprise of exactly this name, else a new prospect of the actor's.

    A full Chinese or English name counts before a short name or alias. Raises Invalid at `field` when several
    bear it. The name must be a valid `fields.Line`.
    """
    bearers = queries.bearers_of(actor, name)
    if len(bearers) > 1:
        raise Invalid.at(
            field, Message("Several enterprises are called “%(name)s”. Choose one from the list.", name=name)
        )
    if bearers:
        return queries.get(actor, bearers[0])
    return create(actor, EnterpriseDraft(name_zh=name, owner_id=actor.id, knows_namesake=True))


@command
def change(actor: Actor, enterprise_id: int, draft: EnterpriseChange) -> Enterprise:
    """Correct an enterprise. A new parent moves everything below it into the new group. Raises Invalid, Conflict."""
    enterprise = _opened(actor, enterprise_id, draft.version)
    before = _rows_of(enterprise)
    if draft.parent_id != enterprise.parent_id:
        _move(actor, enterprise, draft.parent_id)
    _fill(actor, enterprise, draft, set(EnterpriseDraft.model_fields))
    after = _rows_of(enterprise)
    changed = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    audit.record(actor, "enterprise.change", enterprise, **changed)
    return enterprise


@command
def change_fact(actor: Actor, enterprise_id: int, draft: FactChange) -> Enterprise:
    """Correct only the facts that the draft sets."""
    enterprise = _opened(actor, enterprise_id, draft.version)
    _fill(actor, enterprise, draft, draft.model_fields_set)
    audit.record(actor, "enterprise.change", enterprise)
    return enterprise


@command
def archive(actor: Actor, enterprise_id: int, version: int) -> Enterprise:
    """Put an enterprise away; what refers to it stays."""
    enterprise = queries.get(actor, enterprise_id)
    enterprise.expect_version(version)
    enterprise.archived_at = clock.now()
    audit.record(actor, "enterprise.archive", enterprise)
    return enterprise


@command
def restore(actor: Actor, enterprise_id: int, version: int) -> Enterprise:
    """Bring an enterprise back."""
    enterprise = queries.get(actor, enterprise_id)
    enterprise.expect_version(version)
    enterprise.archived_at = None
    audit.record(actor, "enterprise.restore", enterprise)
    return enterprise


def _opened(actor: Actor, enterprise_id: int, version: int) -> Enterprise:
    enterprise = queries.get(actor, enterprise_id)
    if enterprise.archived_at is not None:
        raise Conflict(ARCHIVED)
    enterprise.expect_version(version)
    return enterprise


def _check_namesake(actor: Actor, draft: EnterpriseDraft) -> None:
    for other in queries.look_alikes(actor, draft.name_zh, limit=1):
        if other.likeness == 1:
            raise Invalid.at(
                "name_zh",
                Message("%(name)s is already here. If yours is another enterprise, save again.", name=other.name_zh),
            )


def _fill(actor: Actor, enterprise: Enterprise, draft: EnterpriseFacts, names: Collection[str]) -> None:
    """Set the fields named; columns that follow from others follow. Raises Invalid before anything is set."""
    given = {name: getattr(draft, name) for name in names if name not in _NOT_KEPT}
    flaws = _flaws(actor, enterprise, given)
    if flaws:
        raise Invalid(next(iter(flaws.values())), fields=flaws)
    for name, value in given.items():
        if name not in _ROWS:
            setattr(enterprise, name, value or "" if name in _TEXTS else value)
    if enterprise.country != "CN":
        enterprise.home_province = None
    if "sector_ids" in given:
        _set_sectors(enterprise, given["sector_ids"])
    if "listings" in given:
        _set_listings(enterprise, given["listings"])
    enterprise.name_sort = sort_key(enterprise.name_zh)
    others = enterprise.other_names.split("\n")
    enterprise.search = search_terms(
        enterprise.name_zh, enterprise.name_en, enterprise.short_name, *others, enterprise.uscc
    )
    enterprise.updated_at = clock.now()


def _flaws(actor: Actor, enterprise: Enterprise, given: dict[str, Any]) -> dict[str, Message]:
    """What is newly chosen and does not exist, by field. What was chosen before may have been retired since."""
    fresh = {
        name: value
        for name, value in given.items()
        if name in _ROWS or (value is not None and value != getattr(enterprise, name))
    }
    flaws = {
        name: _CHOOSE
        for name, vocabulary in queries.FACT_VOCABULARIES.items()
        if name in fresh and not vocabularies.is_term(vocabulary, fresh[name])
    }
    if "owner_id" in fresh and fresh["owner_id"] not in {user.id for user in accounts.list_active_users()}:
        flaws["owner_id"] = _CHOOSE
    if "park_id" in fresh and fresh["park_id"] not in {unit.id for unit in accounts.list_units(kind="park")}:
        flaws["park_id"] = _CHOOSE
    if "parent_id" in fresh and not queries.enterprises(actor, [fresh["parent_id"]]):
        flaws["parent_id"] = Message("There is no such enterprise.")
    if "industry_id" in fresh and not vocabularies.sectors(actor, [fresh["industry_id"]]):
        flaws["industry_id"] = _CHOOSE
    sector_ids = fresh.get("sector_ids", ())
    if len(vocabularies.sectors(actor, sector_ids)) != len(sector_ids):
        flaws["sector_ids"] = Message("One of these sectors does not exist.")
    known = {listing.list_code for listing in enterprise.listings}
    for at, listing in enumerate(fresh.get("listings", ())):
        if listing.list_code not in known and not vocabularies.is_term("list_kind", listing.list_code):
            flaws[f"listings.{at}.list_code"] = _CHOOSE
    return flaws


def _set_sectors(enterprise: Enterprise, sector_ids: tuple[int, ...]) -> None:
    present = {link.sector_id: link for link in enterprise.sector_links}
    links = [present.get(sector_id) or EnterpriseSector(sector_id=sector_id) for sector_id in sector_ids]
    for position, link in enumerate(links):
        link.position = position
    enterprise.sector_links = links


def _set_listings(enterprise: Enterprise, wanted: tuple[ListingDraft, ...]) -> None:
    present = {(listing.list_code, listing.year): listing for listing in enterprise.listings}
    enterprise.listings = [
        present.get((listing.list_code, listing.year))
        or EnterpriseListing(list_code=listing.list_code, year=listing.year)
        for listing in wanted
    ]


def _rows_of(enterprise: Enterprise) -> dict[str, list[Any]]:
    """What stands in rows beside the record, as the audit log keeps it."""
    return {
        "sector_ids": [link.sector_id for link in enterprise.sector_links],
        "listings": sorted([listing.list_code, listing.year] for listing in enterprise.listings),
    }


def _move(actor: Actor, enterprise: Enterprise, parent_id: int | None) -> None:
    """Bring everything below an enterprise into the group of its new parent, or make it the head of its own."""
    parents = queries.enterprises(actor, [parent_id]) if parent_id else []
    _hold_groups([enterprise, *parents])
    members = {member.id: member.parent_id for member in queries.group(actor, enterprise)}
    for parent in parents:
        rules.check_parent(enterprise.id, parent.id, members)
    root = next((parent.root_id or parent.id for parent in parents), enterprise.id)
    _set_root(rules.subtree(enterprise.id, members), root)


def _root_below(actor: Actor, enterprise: Enterprise) -> int:
    """The head of the group that a new enterprise joins: its parent's, or itself."""
    if enterprise.parent_id is None:
        return enterprise.id
    parent = queries.get(actor, enterprise.parent_id)
    _hold_groups([parent])
    return parent.root_id or parent.id


def _hold_groups(members: list[Enterprise]) -> None:
    """Let groups change one at a time: lock the head of each member's. Raises Conflict when one has just moved."""
    heads = {member.id: member.root_id for member in members}
    rows = select(Enterprise.id).where(Enterprise.id.in_(heads.values())).order_by(Enterprise.id)
    db.session.execute(rows.with_for_update())
    for member in members:
        db.session.refresh(member, ["parent_id", "root_id"])
        if member.root_id != heads[member.id]:
            raise Conflict(Message("The group changed at this moment. Look at it, then save again."))


def _set_root(ids: Collection[int], root_id: int) -> None:
    """Set the head of the group; this is bookkeeping, so nobody's version or date of change moves."""
    db.session.execute(
        update(Enterprise).where(Enterprise.id.in_(ids)).values(root_id=root_id, updated_at=Enterprise.updated_at),
        execution_options={"synchronize_session": False},
    )
    for member in db.session.identity_map.values():
        if isinstance(member, Enterprise) and member.id in ids:
            db.session.expire(member, ["root_id"])
