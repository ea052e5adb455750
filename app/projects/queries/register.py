"""The register of projects (台账) as it leaves the house."""

from typing import Any

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import aliased

from app.accounts.models import Person, TaskForce, Unit, User
from app.enterprises.models import Enterprise
from app.kernel.db import db
from app.kernel.listing import Rows
from app.kernel.tabular import Column, Kind
from app.kernel.text import Message
from app.projects import rules
from app.projects.models import Milestone, MilestoneKind, Project
from app.projects.queries.masked import AMOUNT_BAND
from app.vocabularies.models import Sector

#: Milestones whose dates stand in the register.
_SHOWN = (MilestoneKind.CONTRACT, MilestoneKind.STARTED, MilestoneKind.COMPLETED, MilestoneKind.OPERATING)

Words = dict[str, Message]


def columns(locale: str) -> list[Column]:
    """What the register says of each project, with names in a language.

    Units, people and sectors are few: their names are read once and looked up, not joined to every row.
    """
    units = names(select(Unit.id, Unit.name_zh, Unit.name_en), locale)
    users = names(select(User.id, Person.name, Person.name_en).join(Person, Person.id == User.person_id), locale)
    leaders = names(select(Person.id, Person.name, Person.name_en), locale)
    forces = names(select(TaskForce.id, TaskForce.name_zh, TaskForce.name_en), locale)
    sectors = names(select(Sector.id, Sector.name_zh, Sector.name_en), locale)
    return [
        Column(Message("Project code"), Project.code),
        Column(Message("Project name"), Project.name_zh),
        Column(Message("English name"), Project.name_en),
        Column(Message("Codename"), Project.codename),
        Column(Message("Enterprise"), Enterprise.name_zh),
        Column(Message("Project company"), _company()),
        Column(Message("Track"), Project.track, Kind.WORD, rules.TRACK_NAMES),
        Column(Message("Sector"), Project.sector_id, Kind.WORD, sectors),
        Column(Message("Park"), Project.park_id, Kind.WORD, units),
        Column(Message("Stage"), Project.stage, Kind.WORD, rules.STAGE_NAMES),
        Column(Message("In this stage since"), Project.stage_since, Kind.DAY),
        Column(Message("Status"), Project.status, Kind.WORD, rules.STATUS_NAMES),
        Column(Message("Reason"), Project.status_reason),
        Column(Message("Total investment"), Project.total_fen, Kind.MONEY),
        Column(Message("Amount band"), AMOUNT_BAND, Kind.WORD, rules.AMOUNT_BANDS),
        Column(Message("Contract amount"), Project.contract_fen, Kind.MONEY),
        Column(Message("Fixed assets"), Project.fixed_fen, Kind.MONEY),
        Column(Message("Land needed"), Project.need_land, Kind.AREA),
        Column(Message("Floor space needed"), Project.need_plant, Kind.AREA),
        Column(Message("Jobs expected"), Project.jobs, Kind.COUNT),
        Column(Message("Yearly output expected"), Project.output_fen, Kind.MONEY),
        Column(Message("Yearly tax expected"), Project.tax_fen, Kind.MONEY),
        Column(Message("Responsible officer"), Project.officer_id, Kind.WORD, users),
        Column(Message("Unit"), Project.unit_id, Kind.WORD, units),
        Column(Message("Sponsoring leader"), Project.sponsor_id, Kind.WORD, leaders),
        Column(Message("Lead department"), Project.lead_unit_id, Kind.WORD, units),
        Column(Message("Task force"), Project.task_force_id, Kind.WORD, forces),
        *_response(),
        *(Column(rules.MILESTONE_NAMES[kind], _claimed_on(kind), Kind.DAY) for kind in _SHOWN),
        Column(Message("Next step"), Project.next_step),
        Column(Message("Owner of the next step"), Project.next_owner_id, Kind.WORD, users),
        Column(Message("Next step due"), Project.next_due_on, Kind.DAY),
    ]


def _response() -> list[Column]:
    """The days of the response clock."""
    return [
        Column(Message("Received on"), Project.received_on, Kind.DAY),
        Column(Message("First answered on"), Project.answered_on, Kind.DAY),
        Column(Message("Judged on"), Project.judged_on, Kind.DAY),
        Column(Message("Fed back on"), Project.fed_back_on, Kind.DAY),
    ]


def names(found: Rows, locale: str) -> Words:
    """Names by the number of their record, archived ones too."""
    return {
        str(number): Message((name_en if locale == "en" else "") or name)
        for number, name, name_en in db.session.execute(found)
    }


def _company() -> ScalarSelect[str]:
    company = aliased(Enterprise)
    return select(company.name_zh).where(company.id == Project.company_id).scalar_subquery()


def _claimed_on(kind: MilestoneKind) -> ScalarSelect[Any]:
    """The day on which a milestone happened; one row at most by its unique key."""
    found = select(Milestone.claimed_on).where(Milestone.project_id == Project.id, Milestone.kind == kind)
    return found.scalar_subquery()
