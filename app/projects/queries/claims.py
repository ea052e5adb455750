"""Claims of milestones that wait for somebody else to verify them (待核定)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Row, func, select

from app.accounts.models import Person, Unit, User
from app.kernel import settings
from app.kernel.db import db, lasting_alias
from app.kernel.errors import NotFound
from app.kernel.fields import OptionalLine, OptionalRecordId
from app.kernel.listing import Rows
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.projects import rules
from app.projects.models import Milestone, MilestoneEvent, Project
from app.projects.queries.facts import file_kinds
from app.projects.queries.lists import Officer, OfficerUser
from app.projects.queries.scope import visible_clause

ClaimantUser, Claimant = lasting_alias(User), lasting_alias(Person)
SHOWN_CLAIMS = 200


class ClaimFilters(BaseModel):
    """What the list of claims can be narrowed to; `month` is `2022-07`, by the day on which it happened."""

    model_config = ConfigDict(extra="ignore")

    month: OptionalLine = None
    unit: OptionalRecordId = None
    officer: OptionalRecordId = None

    @property
    def days(self) -> tuple[date, date] | None:
        """First and last day of the month, or None when none was given in earnest."""
        if not self.month or not re.fullmatch(r"[12]\d{3}-(0[1-9]|1[0-2])", self.month):
            return None
        first = date.fromisoformat(f"{self.month}-01")
        return first, (first + timedelta(31)).replace(day=1) - timedelta(1)


@dataclass(frozen=True)
class Claim:
    """A claim to verify. `why_not` says why the reader may not verify it, `barred` why they may not even return it."""

    row: Row[Any]
    files: frozenset[str]
    barred: Message | None
    is_proven: bool

    @property
    def why_not(self) -> Message | None:
        return self.barred or (None if self.is_proven else rules.NO_EVIDENCE)

    @property
    def chosen(self) -> str:
        """How a form names the claim and the version of it that was seen."""
        return f"{self.row.id}:{self.row.version}"


def claims_to_verify(actor: Actor, filters: ClaimFilters) -> list[Claim]:
    """Claims neither verified nor sent back, of projects that the actor sees fully, the oldest first."""
    rows = db.session.execute(_rows(actor).where(*_narrowed(filters)).limit(SHOWN_CLAIMS)).all()
    files = file_kinds([row.project_id for row in rows])
    return [_claim(actor, row, frozenset(files.get(row.project_id, ()))) for row in rows]


def count_claims(actor: Actor) -> int:
    """How many claims the actor may verify, none of their own among them."""
    return sum(claim.why_not is None for claim in claims_to_verify(actor, ClaimFilters()))


def get_claim(actor: Actor, milestone_id: int) -> Claim:
    """One claim that waits; NotFound when it is hidden, or has been dealt with."""
    row = db.session.execute(_rows(actor).where(Milestone.id == milestone_id)).one_or_none()
    if row is None:
        raise NotFound(Message("This claim has been dealt with in the meantime, or you may not see it."))
    return _claim(actor, row, frozenset(file_kinds([row.project_id]).get(row.project_id, ())))


def claimed(actor: Actor, ids: Sequence[int]) -> Sequence[Milestone]:
    """These milestones, whatever has become of them, of projects that the actor sees fully."""
    found = select(Milestone).join(Project, Project.id == Milestone.project_id)
    return db.session.scalars(found.where(Milestone.id.in_(ids), visible_clause(actor)).order_by(Milestone.id)).all()


def last_event(milestone: Milestone) -> MilestoneEvent | None:
    """What was done to a milestone last, and by whom."""
    found = select(MilestoneEvent).where(
        MilestoneEvent.project_id == milestone.project_id, MilestoneEvent.kind == milestone.kind
    )
    return db.session.scalar(found.order_by(MilestoneEvent.id.desc()).limit(1))


def claimable_months(actor: Actor) -> list[str]:
    """The months from the oldest claim that waits for verification to the newest, the newest first."""
    days = select(Milestone.claimed_on).join(Project, Project.id == Milestone.project_id)
    days = days.where(*_waits(), visible_clause(actor)).limit(1)
    last = db.session.scalar(days.order_by(Milestone.claimed_on.desc()))
    first = db.session.scalar(days.order_by(Milestone.claimed_on))
    return rules.months_between(first, last) if first and last else []


def _claim(actor: Actor, row: Row[Any], files: frozenset[str]) -> Claim:
    roles = settings.read(rules.VERIFYING_ROLES)
    barred = rules.why_barred(
        actor, unit_id=row.unit_id, claimed_by=row.claimed_by_id, officer=row.officer_id, roles=roles
    )
    is_proven = bool(row.evidence) or rules.proves(row.kind, files) or not settings.read(rules.EVIDENCE_NEEDED)
    return Claim(row, files, barred, is_proven)


def is_to_verify() -> tuple[ColumnElement[bool], ...]:
    """The claim waits for somebody to verify it: as the index says it, and as PostgreSQL knows how few there are."""
    return (
        Milestone.claimed_on.is_not(None),
        Milestone.verified_at.is_(None),
        Milestone.returned_at.is_(None),
        Milestone.is_to_verify.is_(True),
    )


def _waits() -> Iterator[ColumnElement[bool]]:
    yield from is_to_verify()
    yield Project.archived_at.is_(None)
    yield Project.is_legacy.is_(False)


def _narrowed(filters: ClaimFilters) -> Iterator[ColumnElement[bool]]:
    if filters.days:
        yield Milestone.claimed_on.between(*filters.days)
    if filters.unit:
        yield Project.unit_id == filters.unit
    if filters.officer:
        yield Project.officer_id == filters.officer


def _rows(actor: Actor) -> Rows:
    return (
        select(
            Milestone.id,
            Milestone.version,
            Milestone.project_id,
            Milestone.kind,
            Milestone.planned_on,
            Milestone.claimed_on,
            Milestone.claimed_by_id,
            Milestone.evidence,
            Project.code,
            Project.name_zh,
            Project.name_en,
            Project.track,
            Project.officer_id,
            Project.unit_id,
            func.coalesce(Project.total_fen, Project.contract_fen).label("total_fen"),
            Unit.name_zh.label("unit_zh"),
            Unit.name_en.label("unit_en"),
            Officer.name.label("officer_name"),
            Officer.name_en.label("officer_name_en"),
            Claimant.name.label("claimant_name"),
            Claimant.name_en.label("claimant_name_en"),
        )
        .join(Project, Project.id == Milestone.project_id)
        .join(Unit, Unit.id == Project.unit_id)
        .join(OfficerUser, OfficerUser.id == Project.officer_id)
        .join(Officer, Officer.id == OfficerUser.person_id)
        .outerjoin(ClaimantUser, ClaimantUser.id == Milestone.claimed_by_id)
        .outerjoin(Claimant, Claimant.id == ClaimantUser.person_id)
        .where(*_waits(), visible_clause(actor))
        .order_by(Milestone.claimed_on, Milestone.id)
    )
