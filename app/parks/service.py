"""What can be done to a site. Each command is one transaction."""

from sqlalchemy import select

from app.audit import service as audit
from app.kernel import clock
from app.kernel import once as once_keys
from app.kernel.db import command, db
from app.kernel.errors import Conflict, Invalid
from app.kernel.permissions import Actor
from app.kernel.text import Message, search_terms
from app.parks import queries, rules
from app.parks.models import Site
from app.parks.schemas import SiteChange, SiteDraft
from app.vocabularies import queries as vocabularies

_TEXTS = frozenset({"name_en", "plan", "note"})
_NOT_FACTS = frozenset({"sectors", "version", "kind", "park_id", "parent_id"})


@command
def create(actor: Actor, draft: SiteDraft, *, once: str | None = None, is_sample: bool = False) -> Site:
    """Write a site down in its place: in a park, and there alone or in another site of the same park."""
    if made := once_keys.claim(actor, once):
        return queries.get(actor, made)
    parent = _parent(actor, draft)
    rules.check_place(draft.kind, parent.kind if parent else None)
    site = Site(kind=draft.kind, park_id=draft.park_id, parent_id=draft.parent_id, is_sample=is_sample)
    with db.session.no_autoflush:
        _fill(actor, site, draft)
    db.session.add(site)
    db.session.flush()
    site.root_id = parent.root_id if parent else site.id
    site.path = f"{parent.path if parent else '/'}{site.id}/"
    once_keys.settle(actor, once, site.id)
    audit.record(actor, "site.create", site, code=site.code)
    return site


def _parent(actor: Actor, draft: SiteDraft) -> Site | None:
    if draft.park_id not in {found.park.id for found in queries.list_parks(actor)}:
        raise Invalid.at("park_id", Message("Choose one of the parks."))
    if draft.parent_id is None:
        return None
    parent = queries.find(actor, draft.parent_id)
    if parent is None or parent.park_id != draft.park_id or parent.archived_at:
        raise Invalid.at("parent_id", Message("There is no such site in this park."))
    return parent


@command
def change(actor: Actor, site_id: int, draft: SiteChange) -> Site:
    """Change the facts that the draft gives; the others stay."""
    site = queries.get(actor, site_id)
    site.expect_version(draft.version)
    _fill(actor, site, draft)
    site.updated_at = clock.now()
    named = {"sectors": list(draft.sectors)} if "sectors" in draft.model_fields_set else {}
    audit.record(actor, "site.change", site, **named)
    return site


@command
def archive(actor: Actor, site_id: int, version: int) -> Site:
    """Put a site away; refused while something lies in it or stands against it."""
    site = queries.get(actor, site_id)
    site.expect_version(version)
    inner = select(Site.id).where(Site.parent_id == site.id, Site.archived_at.is_(None))
    if db.session.scalar(inner.limit(1)):
        raise Conflict(Message("Other sites lie in this one. Archive them first."))
    if any(claim.ended is None for claim in queries.claims_on(actor, site)):
        raise Conflict(Message("This site is reserved. Release what stands first."))
    site.archived_at = clock.now()
    audit.record(actor, "site.archive", site)
    return site


@command
def restore(actor: Actor, site_id: int, version: int) -> Site:
    """Bring a site back; what it lies in comes first."""
    site = queries.get(actor, site_id)
    site.expect_version(version)
    if site.parent and site.parent.archived_at:
        raise Conflict(Message("What this site lies in is archived. Restore that first."))
    site.archived_at = None
    audit.record(actor, "site.restore", site)
    return site


def _fill(actor: Actor, site: Site, draft: SiteDraft | SiteChange) -> None:
    """Set the given facts of a site."""
    values = draft.model_dump(exclude_unset=isinstance(draft, SiteChange), exclude=set(_NOT_FACTS))
    if values.get("plan"):
        values["plan"] = rules.parse_plan(values["plan"])
    for name, value in values.items():
        setattr(site, name, value or "" if name in _TEXTS else value)
    if "sectors" in draft.model_fields_set:
        sectors = vocabularies.sectors(actor, draft.sectors)
        if len(sectors) != len(set(draft.sectors)):
            raise Invalid.at("sectors", Message("One of these sectors does not exist."))
        site.sectors = sectors
    site.search = search_terms(site.name_zh, site.name_en, site.code)
