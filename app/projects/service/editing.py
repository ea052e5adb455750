"""Creating a project, changing its facts, status and next step, putting it away."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.audit import service as audit
from app.enterprises import queries as enterprises
from app.enterprises import service as enterprise_service
from app.enterprises.models import Enterprise
from app.kernel import clock
from app.kernel import once as once_keys
from app.kernel.db import command, db
from app.kernel.errors import Invalid
from app.kernel.permissions import Actor
from app.kernel.text import Message, search_terms, sort_key
from app.kernel.upsert import upsert
from app.projects import queries, rules
from app.projects.models import Disclosure, Project, ProjectNumber, Stage, StageChange, Status
from app.projects.schemas import NextStepDraft, ProjectChange, ProjectDraft, StatusDraft
from app.projects.service.contacts import refresh_contact
from app.projects.service.records import dated_facts, keep_facts, note_step, open_for, snapshot, touch
from app.projects.service.telling import tell_new_officer
from app.projects.service.waivers import settle_met
from app.vocabularies import queries as vocabularies

_GONE = Message("There is no such record. Choose one from the list.")
#: Facts kept as empty text when nothing is given.
_TEXTS = frozenset({"name_en", "codename", "need_note", "summary", "next_step"})
_LISTS = frozenset({"investor_ids", "team_ids"})
_NOT_FACTS = frozenset({"enterprise_name", "stage", "stage_since", "version"})


@command
def create(actor: Actor, draft: ProjectDraft, *, once: str | None = None, is_sample: bool = False) -> Project:
    """Take a project into the pool: its code, its first stage, its first dated facts.

    The officer is the actor unless named, the unit the officer's, the day today. Whoever enters a confidential
    project for another officer joins its team.
    """
    if made := once_keys.claim(actor, once):
        return queries.get(actor, made)
    today = clock.today()
    received_on = draft.received_on or today
    since = draft.stage_since or received_on
    rules.check_not_ahead("received_on", received_on, today)
    rules.check_not_ahead("stage_since", since, today)
    rules.check_first_stage(draft.stage, is_legacy=draft.is_legacy)
    values = draft.model_dump(exclude=set(_NOT_FACTS)) | _defaults(actor, draft) | {"received_on": received_on}
    project = Project(
        code=_next_code(received_on.year),
        stage=draft.stage,
        stage_since=since,
        last_contact_on=received_on,
        status=Status.ACTIVE,
        is_sample=is_sample,
    )
    with db.session.no_autoflush:
        _assign(actor, project, values)
    db.session.add(project)
    db.session.flush()
    _begin(actor, project, draft.stage, since)
    once_keys.settle(actor, once, project.id)
    audit.record(actor, "project.create", project, code=project.code, stage=project.stage)
    tell_new_officer(actor, project)
    return project


def _defaults(actor: Actor, draft: ProjectDraft) -> dict[str, Any]:
    """What a short entry leaves open."""
    officer_id = draft.officer_id or actor.id
    team = draft.team_ids
    if draft.disclosure is not Disclosure.OPEN and officer_id != actor.id and actor.id not in team:
        team = (*team, actor.id)
    return {
        "name_zh": draft.name,
        "enterprise_id": draft.enterprise_id or _enterprise_called(actor, draft.enterprise_name or ""),
        "officer_id": officer_id,
        "unit_id": draft.unit_id or _unit_of(officer_id),
        "team_ids": team,
        "next_owner_id": draft.next_owner_id or (officer_id if draft.next_step else None),
    }


def _enterprise_called(actor: Actor, name: str) -> int:
    return enterprise_service.find_or_create(actor, name, field="enterprise_id").id


def _unit_of(user_id: int) -> int:
    found = queries.users([user_id])
    if not found:
        raise Invalid.at("officer_id", _GONE)
    return found[0].person.unit_id


def _next_code(year: int) -> str:
    """The next number of a year, counted up in this transaction: two at once wait for each other."""
    first = upsert(ProjectNumber).values(year=year, last=1)
    counting = first.on_conflict_do_update(
        index_elements=[ProjectNumber.year], set_={"last": ProjectNumber.last + 1}
    ).returning(ProjectNumber.last)
    return f"LD-{year}-{db.session.scalar(counting):04d}"


def _begin(actor: Actor, project: Project, stage: Stage, since: date) -> None:
    """The first rows of a project's history."""
    db.session.add(
        StageChange(
            project_id=project.id,
            left=None,
            entered=stage,
            effective_on=since,
            by_id=actor.id,
            snapshot=snapshot(project),
        )
    )
    keep_facts(actor, project, {}, dated_facts(project), project.received_on)


@command
def change(actor: Actor, project_id: int, draft: ProjectChange) -> Project:
    """Change the facts that the draft gives; the others stay. Conditions of the stage are not asked again."""
    project = open_for(actor, project_id, draft.version)
    before, officer_id = dated_facts(project), project.officer_id
    values = {name: value for name, value in draft.model_dump(exclude_unset=True).items() if name not in _NOT_FACTS}
    if values.get("received_on"):
        rules.check_not_ahead("received_on", values["received_on"], clock.today())
    _assign(actor, project, values)
    keep_facts(actor, project, before, dated_facts(project), clock.today())
    touch(project)
    audit.record(actor, "project.change", project, **{name: values[name] for name in sorted(_LISTS & values.keys())})
    if project.officer_id != officer_id:
        tell_new_officer(actor, project)
    if "received_on" in values:
        refresh_contact([project.id])
    settle_met(actor, [project.id])
    return project


def _assign(actor: Actor, project: Project, values: dict[str, Any]) -> None:
    """Set facts of a project after checking that what they point at exists."""
    _check_links(actor, values)
    for name, value in values.items():
        if name not in _LISTS:
            setattr(project, name, value or "" if name in _TEXTS else value)
    if "investor_ids" in values:
        project.investors = _investors(actor, values["investor_ids"])
    if "team_ids" in values:
        team = queries.users(values["team_ids"])
        if len(team) != len(values["team_ids"]):
            raise Invalid.at("team_ids", _GONE)
        project.team = list(team)
    rules.check_codename(project.disclosure, project.codename, (project.name_zh, project.name_en))
    project.next_due_sort = project.next_due_on or date.max
    project.name_sort = sort_key(project.name_zh)
    project.search = search_terms(project.name_zh, project.name_en, project.codename, project.code)


def _check_links(actor: Actor, values: dict[str, Any]) -> None:
    if missing := queries.first_missing(values):
        raise Invalid.at(missing, _GONE)
    for field in ("enterprise_id", "company_id"):
        if values.get(field) is not None and not enterprises.enterprises(actor, [values[field]]):
            raise Invalid.at(field, _GONE)
    if values.get("source") and not vocabularies.is_term("source", values["source"]):
        raise Invalid.at("source", Message("Choose one of the options."))


def _investors(actor: Actor, ids: Sequence[int]) -> list[Enterprise]:
    found = enterprises.enterprises(actor, ids)
    if len(found) != len(ids):
        raise Invalid.at("investor_ids", _GONE)
    return list(found)


@command
def set_status(actor: Actor, project_id: int, draft: StatusDraft) -> Project:
    """Say how the work goes, from a day on. Raises Invalid where the stage or a lacking reason forbids it."""
    project = open_for(actor, project_id, draft.version)
    reason = draft.reason or ""
    rules.check_status(project.stage, draft.to, reason)
    effective_on = draft.effective_on or clock.today()
    rules.check_not_ahead("effective_on", effective_on, clock.today())
    before = dated_facts(project)
    project.status = draft.to
    project.status_reason = "" if draft.to is Status.ACTIVE else reason
    keep_facts(actor, project, before, dated_facts(project), effective_on)
    touch(project)
    audit.record(actor, "project.status", project, effective_on=effective_on)
    return project


@command
def set_next_step(actor: Actor, project_id: int, draft: NextStepDraft) -> Project:
    """Say what comes next, who does it (the officer unless named) and by when; without a text nothing does."""
    project = open_for(actor, project_id, draft.version)
    if missing := queries.first_missing({"next_owner_id": draft.next_owner_id}):
        raise Invalid.at(missing, _GONE)
    project.next_step = draft.next_step or ""
    project.next_owner_id = (draft.next_owner_id or project.officer_id) if draft.next_step else None
    project.next_due_on = draft.next_due_on if draft.next_step else None
    project.next_due_sort = project.next_due_on or date.max
    note_step(project)
    touch(project)
    audit.record(actor, "project.next_step", project)
    return project


@command
def archive(actor: Actor, project_id: int, version: int) -> Project:
    """Put a project away: it leaves the lists and stays in history."""
    project = open_for(actor, project_id, version)
    project.archived_at = clock.now()
    touch(project)
    audit.record(actor, "project.archive", project)
    return project


@command
def restore(actor: Actor, project_id: int, version: int) -> Project:
    """Bring a project back."""
    project = queries.get(actor, project_id)
    rules.check_may_edit(actor, project)
    project.expect_version(version)
    project.archived_at = None
    touch(project)
    audit.record(actor, "project.restore", project)
    return project
