"""Reading policies: public documents, for everybody who may see policies."""

from collections.abc import Collection, Mapping, Sequence

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import selectinload

from app.kernel import clock, histories
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.fields import OptionalLine, OptionalRecordId
from app.kernel.histories import HISTORIES, History, Names
from app.kernel.listing import Listing, Order, Rows
from app.kernel.permissions import Actor, Can
from app.kernel.search import matches
from app.kernel.subjects import SUBJECTS, SubjectKind
from app.kernel.tabular import Column, Kind
from app.kernel.text import Message
from app.policies.models import Policy, PolicySector
from app.policies.rules import Force
from app.vocabularies import queries as vocabularies
from app.vocabularies.models import Sector

LIST = Listing(
    Policy.id,
    {
        "newest": Order(Message("Newest first"), Policy.issued_on, descending=True, jumps="day"),
        "oldest": Order(Message("Oldest first"), Policy.issued_on, jumps="day"),
    },
    "newest",
)


class PolicyFilters(BaseModel):
    """What the list can be narrowed to."""

    model_config = ConfigDict(extra="ignore")

    q: OptionalLine = None
    sector: OptionalRecordId = None
    level: OptionalLine = None
    force: Force | None = None
    archived: bool = False


def visible_to(actor: Actor) -> Select[Policy]:
    """Policies the actor may see, archived ones too."""
    return select(Policy).where(literal(actor.may(Can.SEE_POLICIES)))


def get(actor: Actor, policy_id: int) -> Policy:
    policy = db.session.scalar(visible_to(actor).where(Policy.id == policy_id).options(selectinload(Policy.sectors)))
    if policy is None:
        raise NotFound
    return policy


SUBJECTS.plug("policies")(
    SubjectKind(
        word=Message("Policy"),
        get=get,
        names=lambda policy: (policy.title_zh, policy.title_en),
        endpoint="policies.show",
        key="policy_id",
        may_change=lambda actor, _policy: actor.may(Can.EDIT_POLICIES),
        takes_files=True,
    )
)


def _names(actor: Actor, ids: Collection[int]) -> Mapping[int, Names]:
    found = visible_to(actor).with_only_columns(Policy.id, Policy.title_zh, Policy.title_en)
    return {row.id: (row.title_zh, row.title_en) for row in db.session.execute(found.where(Policy.id.in_(ids)))}


HISTORIES.plug("policies")(
    History(
        names=_names,
        fields={
            "title_zh": histories.text(Message("Chinese title")),
            "title_en": histories.text(Message("English title")),
            "number": histories.text(Message("Number")),
            "issuer_zh": histories.text(Message("Issued by")),
            "issuer_en": histories.text(Message("Issued by, in English")),
            "level": histories.term(Message("Level"), "policy_level"),
            "issued_on": histories.day(Message("Issued on")),
            "valid_from": histories.day(Message("Valid from")),
            "valid_until": histories.day(Message("Valid until")),
            "summary_zh": histories.text(Message("Summary")),
            "summary_en": histories.text(Message("Summary, in English")),
            "clauses": histories.text(Message("Clauses")),
            "source": histories.text(Message("Source")),
            "is_sample": histories.yes_no(Message("sample")),
            "archived_at": histories.moment(Message("Archived")),
        },
    )
)


def listing(actor: Actor, filters: PolicyFilters) -> Rows:
    """The rows of the list: one policy each, narrowed by the filters."""
    found = visible_to(actor).with_only_columns(
        Policy.id,
        Policy.title_zh,
        Policy.title_en,
        Policy.number,
        Policy.issuer_zh,
        Policy.issuer_en,
        Policy.level,
        Policy.issued_on,
        Policy.valid_from,
        Policy.valid_until,
        Policy.is_sample,
    )
    found = found.where(Policy.archived_at.is_not(None) if filters.archived else Policy.archived_at.is_(None))
    if filters.q:
        found = found.where(matches(Policy.search, filters.q))
    if filters.level:
        found = found.where(Policy.level == filters.level)
    if filters.force:
        found = found.where(_stands(filters.force))
    if filters.sector:
        found = found.where(_is_for([filters.sector]))
    return found


def columns(locale: str) -> list[Column]:
    """The register of policies as it leaves the house."""
    sectors = (
        select(func.aggregate_strings(Sector.name_zh, "、"))
        .join(PolicySector, PolicySector.sector_id == Sector.id)
        .where(PolicySector.policy_id == Policy.id)
        .scalar_subquery()
    )
    return [
        Column(Message("Chinese title"), Policy.title_zh),
        Column(Message("English title"), Policy.title_en),
        Column(Message("Number"), Policy.number),
        Column(Message("Issued by"), Policy.issuer_en if locale == "en" else Policy.issuer_zh),
        Column(Message("Level"), Policy.level, Kind.WORD, vocabularies.words("policy_level", locale)),
        Column(Message("Issued on"), Policy.issued_on, Kind.DAY),
        Column(Message("Valid from"), Policy.valid_from, Kind.DAY),
        Column(Message("Valid until"), Policy.valid_until, Kind.DAY),
        Column(Message("Sectors"), sectors),
        Column(Message("Summary"), Policy.summary_en if locale == "en" else Policy.summary_zh),
        Column(Message("Source"), Policy.source),
    ]


def options(actor: Actor, text: str, limit: int = 12) -> Sequence[Policy]:
    """Policies in use by title or number, newest first."""
    found = visible_to(actor).where(Policy.archived_at.is_(None), matches(Policy.search, text))
    return db.session.scalars(found.order_by(Policy.issued_on.desc(), Policy.id).limit(limit)).all()


def for_sectors(actor: Actor, sector_ids: Sequence[int], limit: int = 5) -> Sequence[Policy]:
    """Policies in force today for any of these sectors (or what lies above them), newest first."""
    if not sector_ids:
        return []
    found = visible_to(actor).where(Policy.archived_at.is_(None), _stands(Force.IN_FORCE), _covers(sector_ids))
    return db.session.scalars(found.order_by(Policy.issued_on.desc(), Policy.id).limit(limit)).all()


def _is_for(sector_ids: Sequence[int]) -> ColumnElement[bool]:
    """Policies named for one of the sectors, for something below it, or for something above it."""
    below = or_(*(PolicySector.sector_id.in_(vocabularies.subtree(sector_id)) for sector_id in sector_ids))
    named = select(PolicySector.policy_id).where(below)
    return or_(Policy.id.in_(named), _covers(sector_ids))


def _covers(sector_ids: Sequence[int]) -> ColumnElement[bool]:
    """Policies named for one of the sectors or for a sector above one of them."""
    paths = db.session.scalars(select(Sector.path).where(Sector.id.in_(sector_ids)))
    above = {int(step) for path in paths for step in path.split("/") if step}
    return Policy.id.in_(select(PolicySector.policy_id).where(PolicySector.sector_id.in_(above)))


def _stands(force: Force) -> ColumnElement[bool]:
    """`rules.force_on` today, in SQL."""
    today = clock.today()
    begins = func.coalesce(Policy.valid_from, Policy.issued_on)
    if force is Force.COMING:
        return begins > today
    over = and_(Policy.valid_until.is_not(None), Policy.valid_until < today)
    return and_(begins <= today, over) if force is Force.EXPIRED else and_(begins <= today, ~over)
