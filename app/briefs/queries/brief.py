"""What a pre-meeting brief knows, gathered in as many statements for a large group as for a small enterprise.

Every part is narrowed to what the reader may see by the rule of its own room: what is hidden from them is not in the
brief, not in its counts, not in its sums.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import joinedload

from app.briefs import rules
from app.enterprises import queries as enterprises
from app.enterprises.models import Contact, Enterprise
from app.kernel import clock
from app.kernel.db import db
from app.kernel.permissions import Actor
from app.meetings.models import FollowUp, FollowUpStatus, Meeting, MeetingEnterprise, MeetingStatus, MeetingTheirs, Side
from app.meetings.queries import follow_ups, meetings
from app.policies import queries as policies
from app.policies.models import Policy
from app.projects import queries as projects
from app.projects.models import CLOSED_STATUSES, Project, Stage
from app.projects.rules import Lack, Signal
from app.vocabularies.models import Sector


@dataclass(frozen=True)
class Figures:
    """What can be said in the talk: counted over what the reader sees. Money in fen."""

    meetings: int
    kept: Mapping[Side, tuple[int, int]]
    projects: int
    total_fen: int
    signed: int


@dataclass(frozen=True)
class Gathered:
    """Everything that goes into a brief. Lists hold one row more than there is room for when there are more."""

    firms: Sequence[Enterprise]
    sectors: Mapping[int, Sequence[Sector]]
    kin: Sequence[Enterprise]
    people: Sequence[Contact]
    last_met: Mapping[int, datetime]
    meetings: Sequence[Any]
    promises: Mapping[Side, Sequence[FollowUp]]
    projects: Sequence[Project]
    signals: Mapping[int, Signal]
    lacks: Mapping[int, Sequence[Lack]]
    policies: Sequence[Policy]
    figures: Figures


def for_enterprise(actor: Actor, enterprise_id: int) -> Gathered:
    """What to know before meeting an enterprise. Raises NotFound."""
    enterprise = enterprises.get(actor, enterprise_id)
    return _gather(actor, [enterprise], enterprises.contacts_of(actor, [enterprise.id], rules.PEOPLE + 1))


def for_meeting(actor: Actor, meeting: Meeting) -> Gathered:
    """What to know before a meeting that the reader has been found to see: about its enterprises, with its people."""
    firms = [link.enterprise for link in meeting.enterprise_links]
    return _gather(actor, firms, [theirs.contact for theirs in meeting.theirs])


def _gather(actor: Actor, firms: Sequence[Enterprise], people: Sequence[Contact]) -> Gathered:
    kin = _kin(actor, firms)
    kin_ids = [member.id for member in kin]
    sectors = enterprises.sectors_of([firm.id for firm in firms])
    shown = _projects(actor, kin_ids)
    ids = [project.id for project in shown]
    return Gathered(
        firms=firms,
        sectors=sectors,
        kin=kin,
        people=people,
        last_met=_last_met(actor, [contact.id for contact in people]),
        meetings=_meetings(actor, kin_ids),
        promises={side: _promises(actor, kin_ids, side) for side in Side},
        projects=shown,
        signals=projects.signals(ids),
        lacks=projects.lacking_next(shown),
        policies=policies.for_sectors(
            actor, [sector.id for every in sectors.values() for sector in every], rules.POLICIES + 1
        ),
        figures=_figures(actor, kin_ids),
    )


def _kin(actor: Actor, firms: Sequence[Enterprise]) -> Sequence[Enterprise]:
    """Every member of the groups, their heads first."""
    roots = {firm.root_id for firm in firms}
    found = enterprises.visible_to(actor).where(Enterprise.root_id.in_(roots))
    return db.session.scalars(found.order_by(Enterprise.id != Enterprise.root_id, Enterprise.name_sort)).all()


def _with(enterprise_ids: Sequence[int]) -> Select[int]:
    """The meetings with one of the enterprises."""
    return select(MeetingEnterprise.meeting_id).where(MeetingEnterprise.enterprise_id.in_(enterprise_ids))


def _last_met(actor: Actor, contact_ids: Sequence[int]) -> dict[int, datetime]:
    """When each of the contacts was last met, as far as the reader may know it."""
    found = (
        meetings.visible_to(actor)
        .join(MeetingTheirs, MeetingTheirs.meeting_id == Meeting.id)
        .where(MeetingTheirs.contact_id.in_(contact_ids), Meeting.status == MeetingStatus.HELD)
        .where(Meeting.archived_at.is_(None))
        .with_only_columns(MeetingTheirs.contact_id, func.max(Meeting.starts_at).label("last"))
        .group_by(MeetingTheirs.contact_id)
    )
    return {row.contact_id: row.last for row in db.session.execute(found)}


def _meetings(actor: Actor, enterprise_ids: Sequence[int]) -> Sequence[Any]:
    """The last meetings held, as rows with start, title and text."""
    found = meetings.visible_to(actor).where(
        Meeting.id.in_(_with(enterprise_ids)), Meeting.status == MeetingStatus.HELD, Meeting.archived_at.is_(None)
    )
    shown = found.with_only_columns(
        Meeting.starts_at, Meeting.title, func.substr(Meeting.text, 1, 4 * rules.QUOTED).label("text")
    )
    return db.session.execute(shown.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(rules.MEETINGS)).all()


def _promises(actor: Actor, enterprise_ids: Sequence[int], side: Side) -> Sequence[FollowUp]:
    """Open promises of one side, the longest overdue first."""
    found = follow_ups.visible_to(actor).where(
        FollowUp.enterprise_id.in_(enterprise_ids),
        FollowUp.side == side,
        FollowUp.status.not_in(_SETTLED),
        FollowUp.archived_at.is_(None),
    )
    named = found.options(joinedload(FollowUp.owner), joinedload(FollowUp.counterpart))
    return db.session.scalars(named.order_by(FollowUp.due_on, FollowUp.id).limit(rules.PROMISES + 1)).all()


_SETTLED = (FollowUpStatus.CLOSED, FollowUpStatus.CANCELLED)


def _projects(actor: Actor, enterprise_ids: Sequence[int]) -> Sequence[Project]:
    """Projects of the group that are not closed, the furthest first."""
    found = projects.visible_to(actor).where(
        projects.concerns(enterprise_ids), Project.archived_at.is_(None), Project.status.not_in(CLOSED_STATUSES)
    )
    ordered = found.order_by(Project.stage_position.desc(), Project.updated_at.desc(), Project.id.desc())
    return db.session.scalars(ordered.limit(rules.PROJECTS + 1)).all()


def _figures(actor: Actor, enterprise_ids: Sequence[int]) -> Figures:
    since = meetings.day_begins(rules.year_before(clock.today()))
    held = select(func.count(Meeting.id)).where(
        meetings.visible_clause(actor),
        Meeting.id.in_(_with(enterprise_ids)),
        Meeting.status == MeetingStatus.HELD,
        Meeting.archived_at.is_(None),
        Meeting.starts_at.between(since, clock.now()),
    )
    is_signed = Project.stage.in_((Stage.SIGNED, Stage.BUILDING, Stage.OPERATING))
    pool = db.session.execute(
        select(
            func.count(Project.id).label("number"),
            func.coalesce(func.sum(Project.total_fen), 0).label("total"),
            func.count(case((is_signed, 1))).label("signed"),
        ).where(projects.visible_clause(actor), projects.concerns(enterprise_ids), Project.archived_at.is_(None))
    ).one()
    return Figures(
        meetings=db.session.scalar(held) or 0,
        kept=_kept(actor, enterprise_ids),
        projects=pool.number,
        total_fen=int(pool.total),
        signed=pool.signed,
    )


def _kept(actor: Actor, enterprise_ids: Sequence[int]) -> Mapping[Side, tuple[int, int]]:
    """Of each side's promises, how many are kept and how many were made; what was dropped was never owed."""
    made = and_(FollowUp.enterprise_id.in_(enterprise_ids), FollowUp.archived_at.is_(None))
    found = (
        follow_ups.visible_to(actor)
        .where(made, FollowUp.status != FollowUpStatus.CANCELLED)
        .with_only_columns(
            FollowUp.side,
            func.count(case((FollowUp.status == FollowUpStatus.CLOSED, 1))).label("kept"),
            func.count(FollowUp.id).label("made"),
        )
        .group_by(FollowUp.side)
    )
    counted = {row.side: (row.kept, row.made) for row in db.session.execute(found)}
    return {side: counted.get(side, (0, 0)) for side in Side}
