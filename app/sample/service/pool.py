"""Loading enterprises with their contacts, policies, and projects with their history."""

from datetime import date
from typing import Any

from sqlalchemy import select

from app.enterprises import service as enterprises
from app.enterprises.schemas import ContactDraft, EnterpriseDraft, ListingDraft
from app.kernel.db import db
from app.policies import service as policies
from app.policies.schemas import PolicyDraft
from app.projects import service as projects
from app.projects.models import Project
from app.projects.schemas import MilestoneDraft, MoveDraft, ProjectDraft, StatusDraft
from app.sample.rules import Timeframe
from app.sample.service.world import World, only, read
from app.vocabularies import queries as vocabularies
from app.vocabularies.models import Sector

_FEN_PER_WAN = 10_000 * 100
_AMOUNTS = ("total", "contract", "fixed", "foreign", "output", "tax")


def load_enterprises(world: World) -> None:
    """Enterprises in the order of the file: a parent stands before its children."""
    tables = read("enterprises")
    provinces = {term.name_zh: term.code for term in vocabularies.terms("province")}
    for row in tables["enterprise"]:
        draft = EnterpriseDraft(
            **only(row, "name_zh", "name_en", "short_name", "uscc", "country", "ownership", "chain_role", "status"),
            **only(row, "source", "introduced_by", "note"),
            other_names="\n".join(row.get("other_names", [])) or None,
            home_province=provinces.get(row.get("province", "")),
            industry_id=_industry(row.get("industry")),
            sector_ids=tuple(world.sectors[key] for key in row.get("sectors", [])),
            parent_id=world.enterprises.get(row.get("parent", "")),
            owner_id=world.user_id(row.get("owner")),
            listings=tuple(ListingDraft(list_code=it["list"], year=it["year"]) for it in row.get("listings", [])),
            knows_namesake=True,
        )
        actor = world.actor(row.get("owner") or "officer")
        made = enterprises.create(actor, draft, is_sample=True)
        world.enterprises[row["key"]] = made.id
    for row in tables["contact"]:
        contact = ContactDraft(
            enterprise_id=world.enterprises[row["enterprise"]],
            **only(row, "name", "name_en", "title_zh", "title_en", "phone", "email", "wechat", "language"),
            since=world.time.day(row.get("since")),
        )
        world.contacts[row["key"]] = enterprises.create_contact(world.actor("officer"), contact).id


def _industry(code: str | None) -> int | None:
    return db.session.scalar(select(Sector.id).where(Sector.code == code)) if code else None


def load_policies(world: World) -> None:
    """Policies issued by the last day of the world."""
    for row in read("policies")["policy"]:
        if not world.time.is_known(row["issued"]):
            continue
        draft = PolicyDraft(
            **only(row, "title_zh", "title_en", "number", "issuer_zh", "issuer_en", "level", "source"),
            **only(row, "summary_zh", "summary_en", "clauses"),
            issued_on=world.time.day(row["issued"]),
            valid_from=world.time.day(row.get("valid_from")),
            valid_until=world.time.day(row.get("valid_until")),
            sectors=tuple(world.sectors[key] for key in row.get("sectors", [])),
        )
        policies.create(world.actor("policy"), draft, is_sample=row.get("sample", False))


def load_projects(world: World) -> None:
    """Projects received by the last day of the world, each with its history in order."""
    for row in read("projects")["project"]:
        if world.time.is_known(row["received"]):
            project = projects.create(world.actor(row["officer"]), _draft(world, row), is_sample=True)
            world.projects[row["key"]] = project.id
            _replay(world, row, project)


def _draft(world: World, row: dict[str, Any]) -> ProjectDraft:
    time = world.time
    money = {f"{name}_fen": row[name] * _FEN_PER_WAN for name in _AMOUNTS if row.get(name)}
    return ProjectDraft(
        **only(row, "name_zh", "name_en", "codename", "disclosure", "track", "source", "need_power_kva", "jobs"),
        **money,
        enterprise_id=world.enterprises[row["enterprise"]],
        investor_ids=[world.enterprises[key] for key in row.get("investors", []) if key != row["enterprise"]],
        company_id=world.enterprises.get(row.get("project_company", "")),
        sector_id=world.sectors[row["sector"]],
        park_id=world.units.get(row.get("park", "")),
        officer_id=world.user_id(row["officer"]),
        unit_id=world.units[row["unit"]],
        team_ids=[world.users[name].id for name in row.get("team", [])],
        sponsor_id=world.people.get(row.get("sponsor", "")),
        lead_unit_id=world.units.get(row.get("lead_department", "")),
        need_land=f"{row['need_land_mu']}亩" if row.get("need_land_mu") else None,
        need_plant=f"{row['need_plant_m2']}m²" if row.get("need_plant_m2") else None,
        need_height_cm=str(row.get("need_height_m", "")),
        need_load_kg=str(row.get("need_load_t", "")),
        received_on=time.day(row["received"]),
        answered_on=_happened(time, row.get("answered")),
        judged_on=_happened(time, row.get("judged", row.get("answered"))),
        fed_back_on=_happened(time, row.get("fed_back", row.get("answered"))),
        next_step=row.get("next_step_zh") or None,
        next_owner_id=world.user_id(row.get("next_step_owner")),
        next_due_on=time.day(row.get("next_step_due")),
        is_legacy=row.get("legacy", False),
    )


def _happened(time: Timeframe, value: Any) -> date | None:
    """A day of the world that has come."""
    return time.day(value) if time.has_happened(value) else None


def _replay(world: World, row: dict[str, Any], project: Project) -> None:
    """Plans, moves and milestones in the order in which they happened, then the status."""
    actor, time = world.actor(row["officer"]), world.time
    for milestone in row.get("milestones", []):
        if milestone.get("planned"):
            plan = MilestoneDraft(
                kind=milestone["kind"], planned_on=time.day(milestone["planned"]), version=project.version
            )
            projects.record_milestone(actor, project.id, plan)
    reached = [it for it in row.get("milestones", []) if time.has_happened(it.get("actual"))]
    happened = [(time.day(it["actual"]), 0, it) for it in reached]
    moved = [(time.day(it["on"]), 1, it) for it in row.get("moves", []) if time.has_happened(it["on"])]
    for on, _, step in sorted([*happened, *moved], key=lambda event: event[:2]):
        if "kind" in step:
            claim = MilestoneDraft(kind=step["kind"], claimed_on=on, version=project.version)
            projects.record_milestone(actor, project.id, claim)
        elif step["stage"] != project.stage:
            move = MoveDraft(to=step["stage"], effective_on=on, note=step.get("note") or None, version=project.version)
            projects.move(world.actor(step["by"]), project.id, move)
    if row.get("status", "active") != "active":
        status = StatusDraft(to=row["status"], reason=row.get("status_reason"), version=project.version)
        projects.set_status(actor, project.id, status)
