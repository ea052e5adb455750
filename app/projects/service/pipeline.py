"""Moving through the stages, and the milestones behind them."""

from datetime import date

from app.audit import service as audit
from app.kernel import clock
from app.kernel.db import command
from app.kernel.errors import Invalid
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.projects import rules
from app.projects.models import Milestone, MilestoneKind, Project, Stage
from app.projects.schemas import MilestoneDraft, MoveDraft, WithdrawDraft
from app.projects.service.records import (
    claim,
    contract_on,
    dated_facts,
    enter,
    keep_facts,
    milestone_of,
    open_for,
    touch,
    write,
)


@command
def move(actor: Actor, project_id: int, draft: MoveDraft) -> Project:
    """Take a project to another stage, forward or back; rows of its history only ever grow.

    Raises Invalid at the field: back without a note, a day before the present stage began or still to come,
    a signed project without amount or contract date.
    """
    project = open_for(actor, project_id, draft.version)
    rules.check_can_move(project.status)
    if draft.to is project.stage:
        raise Invalid.at("to", Message("The project is in this stage already."))
    facts = dated_facts(project)
    if rules.is_forward(project.stage, draft.to):
        _bring_along(actor, project, draft)
    elif not draft.note:
        raise Invalid.at("note", Message("Say in one sentence why the project goes back."))
    effective_on = draft.effective_on or max(draft.happened_on or clock.today(), project.stage_since)
    rules.check_effective(effective_on, stage_since=project.stage_since, today=clock.today())
    left = project.stage
    enter(actor, project, draft.to, effective_on, draft.note or "")
    keep_facts(actor, project, facts, dated_facts(project), effective_on)
    touch(project)
    audit.record(actor, "project.move", project, left=left, entered=draft.to, effective_on=effective_on)
    return project


def _bring_along(actor: Actor, project: Project, draft: MoveDraft) -> None:
    """What a move forward fills in by the way, and then what it still lacks."""
    if draft.total_fen is not None:
        project.total_fen = draft.total_fen
    if draft.happened_on is not None:
        if draft.to not in rules.OPENED_BY:
            raise Invalid.at("happened_on", Message("No milestone opens this stage."))
        rules.check_not_ahead("happened_on", draft.happened_on, clock.today())
        claim(actor, project, rules.OPENED_BY[draft.to], draft.happened_on, draft.note or "")
    lacking = _lacking(project, draft.to)
    if "contract_on" in lacking:
        lacking["happened_on" if draft.to is Stage.SIGNED else "to"] = lacking.pop("contract_on")
    if lacking:
        raise Invalid(next(iter(lacking.values())), fields=lacking)


def _lacking(project: Project, stage: Stage) -> dict[str, Message]:
    return rules.lacking_for(
        stage,
        amount=project.total_fen or project.contract_fen,
        contract_on=contract_on(project),
        is_legacy=project.is_legacy,
    )


@command
def record_milestone(actor: Actor, project_id: int, draft: MilestoneDraft) -> Project:
    """Set when a milestone is planned and when it happened; dates that the draft leaves out stay.

    Claiming the contract, the start or going into operation moves the project to the stage that it opens, if
    that lies ahead. A start before the contract is kept and opens its stage once the contract is claimed.
    """
    project = open_for(actor, project_id, draft.version)
    _check_belongs(project, draft.kind)
    facts = dated_facts(project)
    if draft.total_fen is not None:
        project.total_fen = draft.total_fen
    planned = "planned_on" in draft.model_fields_set and _plan(actor, project, draft)
    claimed = _claim(actor, project, draft)
    if not planned and not claimed:
        raise Invalid.at("claimed_on", Message("Nothing has changed: give a date."))
    if claimed:
        _move_by(actor, project, draft)
    keep_facts(actor, project, facts, dated_facts(project), clock.today())
    touch(project)
    audit.record(
        actor,
        "project.milestone",
        project,
        kind=draft.kind,
        planned_on=draft.planned_on,
        claimed_on=draft.claimed_on,
    )
    return project


def _check_belongs(project: Project, kind: MilestoneKind) -> None:
    if kind not in rules.MILESTONES_OF[project.track] and milestone_of(project, kind) is None:
        raise Invalid.at("kind", Message("This track does not have this milestone."))


def _plan(actor: Actor, project: Project, draft: MilestoneDraft) -> bool:
    """Set the planned day; whether that changed anything."""
    milestone = milestone_of(project, draft.kind)
    before = milestone.planned_on if milestone else None
    if draft.planned_on == before:
        return False
    if milestone is None:
        milestone = Milestone(kind=draft.kind)
        project.milestones.append(milestone)
    milestone.planned_on = draft.planned_on
    write(actor, project, draft.kind, rules.Happening.PLANNED, draft.planned_on, note=draft.note or "")
    name = rules.planned_fact(draft.kind)
    keep_facts(actor, project, {name: rules.kept(before)}, {name: rules.kept(draft.planned_on)}, clock.today())
    return True


def _claim(actor: Actor, project: Project, draft: MilestoneDraft) -> bool:
    """Set the day on which it happened; whether that changed anything."""
    milestone = milestone_of(project, draft.kind)
    before = milestone.claimed_on if milestone else None
    if draft.claimed_on == before or "claimed_on" not in draft.model_fields_set:
        return False
    if draft.claimed_on is None:
        raise Invalid.at("claimed_on", Message("To take a milestone back, withdraw it with a reason."))
    rules.check_not_ahead("claimed_on", draft.claimed_on, clock.today())
    claim(actor, project, draft.kind, draft.claimed_on, draft.note or "")
    return True


def _move_by(actor: Actor, project: Project, draft: MilestoneDraft) -> None:
    """Go to the stage that a milestone has opened, if it opens one that lies ahead."""
    if draft.kind not in rules.ENTERS or not rules.is_forward(project.stage, rules.ENTERS[draft.kind]):
        return
    claimed = {milestone.kind: milestone.claimed_on for milestone in project.milestones if milestone.claimed_on}
    target = rules.stage_opened(project.stage, claimed, is_legacy=project.is_legacy)
    if target is project.stage:
        return
    rules.check_can_move(project.status)
    if lacking := _lacking(project, target):
        raise Invalid(next(iter(lacking.values())), fields=lacking)
    enter(actor, project, target, _opened_on(claimed, target, project.stage_since), draft.note or "")


def _opened_on(claimed: dict[MilestoneKind, date], stage: Stage, stage_since: date) -> date:
    """The day on which a milestone opened the stage; never before the present stage began."""
    return max(claimed[rules.OPENED_BY[stage]], stage_since)


@command
def withdraw_milestone(actor: Actor, project_id: int, draft: WithdrawDraft) -> Project:
    """Take back the claim that a milestone happened. The stage stays: moving back is a decision of its own."""
    project = open_for(actor, project_id, draft.version)
    milestone = milestone_of(project, draft.kind)
    if milestone is None or milestone.claimed_on is None:
        raise Invalid.at("kind", Message("This milestone has not been recorded."))
    was = milestone.claimed_on
    milestone.claimed_on = milestone.claimed_by_id = None
    milestone.verified_at = milestone.verified_by_id = None
    write(actor, project, draft.kind, rules.Happening.WITHDRAWN, clock.today(), note=draft.note)
    touch(project)
    audit.record(actor, "project.withdraw", project, kind=draft.kind, claimed_on=was, note=draft.note)
    return project
