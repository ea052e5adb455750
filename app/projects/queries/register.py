"""The register of projects (台账) as it leaves the house."""

from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import aliased

from app.accounts.models import Person, Unit
from app.enterprises.models import Enterprise
from app.kernel.db import db
from app.kernel.tabular import Column, Kind
from app.kernel.text import Message
from app.projects import rules
from app.projects.models import Milestone, MilestoneKind, Project
from app.projects.queries.lists import NextOwner, Officer
from app.vocabularies.models import Sector

#: Milestones whose dates stand in the register.
_SHOWN = (
    MilestoneKind.CONTRACT,
    MilestoneKind.REGISTERED,
    MilestoneKind.STARTED,
    MilestoneKind.COMPLETED,
    MilestoneKind.OPERATING,
)


def columns(locale: str) -> list[Column]:
    """What the register says of each project, with names of people and sectors in a language."""
    english = locale == "en"
    units = _units(english)
    return [
        Column(Message("Code"), Project.code),
        Column(Message("Project name"), Project.name_zh),
        Column(Message("English name"), Project.name_en),
        Column(Message("Enterprise"), Enterprise.name_zh),
        Column(Message("Project company"), _company()),
        Column(Message("Track"), Project.track, Kind.WORD, rules.TRACK_NAMES),
        Column(Message("Sector"), _either(Sector.name_zh, Sector.name_en, english)),
        Column(Message("Park"), Project.park_id, Kind.WORD, units),
        Column(Message("Stage"), Project.stage, Kind.WORD, rules.STAGE_NAMES),
        Column(Message("In this stage since"), Project.stage_since, Kind.DAY),
        Column(Message("Status"), Project.status, Kind.WORD, rules.STATUS_NAMES),
        Column(Message("Reason"), Project.status_reason),
        Column(Message("Total investment"), Project.total_fen, Kind.MONEY),
        Column(Message("Contract amount"), Project.contract_fen, Kind.MONEY),
        Column(Message("Fixed assets"), Project.fixed_fen, Kind.MONEY),
        Column(Message("Land needed"), Project.need_land, Kind.AREA),
        Column(Message("Jobs expected"), Project.jobs, Kind.COUNT),
        Column(Message("Yearly output expected"), Project.output_fen, Kind.MONEY),
        Column(Message("Yearly tax expected"), Project.tax_fen, Kind.MONEY),
        Column(Message("Responsible officer"), _either(Officer.name, Officer.name_en, english)),
        Column(Message("Unit"), Project.unit_id, Kind.WORD, units),
        Column(Message("Sponsoring leader"), _sponsor()),
        Column(Message("Lead department"), Project.lead_unit_id, Kind.WORD, units),
        Column(Message("Received on"), Project.received_on, Kind.DAY),
        Column(Message("First answered on"), Project.answered_on, Kind.DAY),
        *(Column(rules.MILESTONE_NAMES[kind], _claimed_on(kind), Kind.DAY) for kind in _SHOWN),
        Column(Message("Next step"), Project.next_step),
        Column(Message("Owner of the next step"), _either(NextOwner.name, NextOwner.name_en, english)),
        Column(Message("Next step due"), Project.next_due_on, Kind.DAY),
    ]


def _units(english: bool) -> dict[str, Message]:
    """Every unit's name by its number, archived ones too: a few dozen rows, read once."""
    found = db.session.execute(select(Unit.id, Unit.name_zh, Unit.name_en))
    return {str(number): Message((name_en if english else "") or name_zh) for number, name_zh, name_en in found}


def _either(first: Any, second: Any, english: bool) -> Any:
    """The English name where there is one and it is asked for."""
    return func.coalesce(func.nullif(second, ""), first) if english else first


def _company() -> ScalarSelect[str]:
    company = aliased(Enterprise)
    return select(company.name_zh).where(company.id == Project.company_id).scalar_subquery()


def _sponsor() -> ScalarSelect[str]:
    sponsor = aliased(Person)
    return select(sponsor.name).where(sponsor.id == Project.sponsor_id).scalar_subquery()


def _claimed_on(kind: MilestoneKind) -> ScalarSelect[Any]:
    """The day on which a milestone happened; one row at most by its unique key."""
    found = select(Milestone.claimed_on).where(Milestone.project_id == Project.id, Milestone.kind == kind)
    return found.scalar_subquery()
