"""Moving through the stages, and the milestones behind them."""

from app.audit import service as audit
from app.kernel import clock
from app.kernel.db import command, db
from app.kernel.errors import Invalid
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.projects import queries, rules
from app.projects.models import MilestoneKind, Project, Stage
from app.projects.schemas import Filling, MilestoneDraft, MoveDraft, WithdrawDraft
from app.projects.service.gates import pass_gate, use
from app.projects.service.records import (
    claim,
    dated_facts,
    enter,
    keep_facts,
    milestone_of,
    open_for,
    plan,
    touch,
    withdraw_claim,
)
from app.projects.service.telling import tell_verifiers
from app.projects.service.waivers import settle_met


@command
def move(actor: Actor, project_id: int, draft: MoveDraft) -> Project:
    """Take a project to another stage, forward or back; rows of its history only ever grow.

    Raises Invalid at the field: back without a note, a day before the present stage began or still to come, and
    everything that the stage refuses, unless a waiver explains it.
    """
    project = open_for(actor, project_id, draft.version)
    rules.check_can_move(project.status)
    if draft.to is project.stage:
        raise Invalid.at("to", Message("The project is in this stage already."))
    facts, waiver = dated_facts(project), None
    if rules.is_forward(project.stage, draft.to):
        _bring_along(actor, project, draft)
        waiver = pass_gate(actor, project, draft, stage=draft.to)
    elif not draft.note:
        raise Invalid.at("note", Message("Say in one sentence why the project goes back."))
    effective_on = draft.effective_on or max(draft.happened_on or clock.today(), project.stage_since)
    rules.check_effective(effective_on, stage_since=project.stage_since, today=clock.today())
    left = project.stage
    waived = use(waiver, project, enter(actor, project, draft.to, effective_on, draft.note or ""))
    keep_facts(actor, project, facts, dated_facts(project), effective_on)
    touch(project)
    audit.record(actor, "project.move", project, left=left, entered=draft.to, effective_on=effective_on, **waived)
    if draft.happened_on and rules.is_forward(left, draft.to):
        tell_verifiers(actor, project, rules.OPENED_BY[draft.to])
    settle_met(actor, [project.id])
    return project


def _bring_along(actor: Actor, project: Project, draft: MoveDraft) -> None:
    """What a move forward fills in by the way."""
    _fill(actor, project, draft)
    if draft.happened_on is None:
        return
    if draft.to not in rules.OPENED_BY:
        raise Invalid.at("happened_on", Message("No milestone opens this stage."))
    rules.check_not_ahead("happened_on", draft.happened_on, clock.today())
    claim(actor, project, rules.OPENED_BY[draft.to], draft.happened_on, note=draft.note, evidence=draft.evidence)


def _fill(actor: Actor, project: Project, draft: Filling) -> None:
    """Facts that a dialog fills in on the spot."""
    project.total_fen = project.total_fen if draft.total_fen is None else draft.total_fen
    project.jobs = project.jobs if draft.jobs is None else draft.jobs
    for kind, day in (
        (MilestoneKind.STARTED, draft.planned_start),
        (MilestoneKind.OPERATING, draft.planned_operation),
    ):
        if day is not None:
            plan(actor, project, kind, day, "")


@command
def record_milestone(actor: Actor, project_id: int, draft: MilestoneDraft) -> Project:
    """Plan a milestone or claim that it happened (申报), with the dates that the draft gives; what it leaves out stays.

    Claiming the contract, the start or going into operation moves the project to the stage that it opens, if
    that lies ahead. A start before the contract is kept and opens its stage once the contract is claimed.
    """
    project = open_for(actor, project_id, draft.version)
    _check_belongs(project, draft.kind)
    facts = dated_facts(project)
    _fill(actor, project, draft)
    is_planned = "planned_on" in draft.model_fields_set
    planned = is_planned and plan(actor, project, draft.kind, draft.planned_on, draft.note or "")
    claimed = _claim(actor, project, draft)
    if not planned and not claimed:
        db.session.refresh(project, ["version"])  # what is there already may be of somebody who was faster
        project.expect_version(draft.version)
        raise Invalid.at("claimed_on", Message("Nothing has changed: give a date."))
    waived = _pass_by(actor, project, draft) if claimed else {}
    keep_facts(actor, project, facts, dated_facts(project), clock.today())
    touch(project)
    dates = {"planned_on": draft.planned_on, "claimed_on": draft.claimed_on}
    audit.record(actor, "project.milestone", project, kind=draft.kind, **dates, **waived)
    if claimed:
        tell_verifiers(actor, project, draft.kind)
    settle_met(actor, [project.id])
    return project


def _check_belongs(project: Project, kind: MilestoneKind) -> None:
    if kind not in queries.milestones_of(project.track) and milestone_of(project, kind) is None:
        raise Invalid.at("kind", Message("This track does not have this milestone."))


def _claim(actor: Actor, project: Project, draft: MilestoneDraft) -> bool:
    """Set the day on which it happened; whether that changed anything. A claim sent back may keep its day."""
    if "claimed_on" not in draft.model_fields_set:
        return False
    milestone = milestone_of(project, draft.kind)
    before = milestone.claimed_on if milestone else None
    is_returned = milestone is not None and milestone.returned_at is not None
    if draft.claimed_on == before and not is_returned and not draft.evidence:
        return False
    if draft.claimed_on is None:
        raise Invalid.at("claimed_on", Message("To take a milestone back, withdraw it with a reason."))
    rules.check_not_ahead("claimed_on", draft.claimed_on, clock.today())
    claim(actor, project, draft.kind, draft.claimed_on, note=draft.note, evidence=draft.evidence)
    return True


def _pass_by(actor: Actor, project: Project, draft: MilestoneDraft) -> dict[str, object]:
    """Pass the milestone's own conditions, then go to the stage that it has opened, if that lies ahead."""
    stage = _opened(project, draft.kind)
    if stage is None:
        return use(pass_gate(actor, project, draft, milestone=draft.kind), project, None)
    rules.check_can_move(project.status)
    waiver = pass_gate(actor, project, draft, stage=stage)
    claimed = {one.kind: one.claimed_on for one in project.milestones if one.claimed_on}
    effective_on = max(claimed[rules.OPENED_BY[stage]], project.stage_since)
    return use(waiver, project, enter(actor, project, stage, effective_on, draft.note or ""))


def _opened(project: Project, kind: MilestoneKind) -> Stage | None:
    """The stage that a claim has opened and that lies ahead."""
    if kind not in rules.ENTERS or not rules.is_forward(project.stage, rules.ENTERS[kind]):
        return None
    claimed = [one.kind for one in project.milestones if one.claimed_on]
    target = rules.stage_opened(project.stage, claimed, is_legacy=project.is_legacy)
    return None if target is project.stage else target


@command
def withdraw_milestone(actor: Actor, project_id: int, draft: WithdrawDraft) -> Project:
    """Take back the claim that a milestone happened. The stage stays: moving back is a decision of its own."""
    project = open_for(actor, project_id, draft.version)
    milestone = milestone_of(project, draft.kind)
    if milestone is None or milestone.claimed_on is None:
        raise Invalid.at("kind", Message("This milestone has not been recorded."))
    was = milestone.claimed_on
    withdraw_claim(actor, project, milestone, draft.note)
    touch(project)
    audit.record(actor, "project.withdraw", project, kind=draft.kind, claimed_on=was, note=draft.note)
    return project
