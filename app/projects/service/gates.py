"""Entering a stage, or claiming a milestone, past what it asks for: met, waived, or refused in words."""

from collections.abc import Iterable
from datetime import date

from app.kernel import clock, settings
from app.kernel.db import db
from app.kernel.errors import Invalid
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.projects import queries, rules
from app.projects.models import MilestoneKind, Project, Stage, StageChange, WaivedItem, Waiver, WaiverState
from app.projects.rules import Lack, Waiving
from app.projects.schemas import Filling


def pass_gate(
    actor: Actor,
    project: Project,
    draft: Filling,
    *,
    stage: Stage | None = None,
    milestone: MilestoneKind | None = None,
) -> Waiver | None:
    """The waiver that lets the project through; None when nothing refuses. Else Invalid with all that is lacking.

    The waiver is one that was granted before, or the actor's own where their word suffices.
    """
    db.session.flush()
    lacks = [one for one in queries.lacking(project, stage=stage, milestone=milestone) if not one.is_waived]
    refusing = [one for one in lacks if one.refuses]
    if draft.waive_reason and lacks:
        return _waived_at_once(actor, project, draft, Waiver(stage=stage, milestone=milestone), lacks)
    if not refusing:
        return None
    granted = queries.standing_waiver(project.id, [WaiverState.GRANTED], stage=stage, milestone=milestone)
    if granted and {one.condition.code for one in refusing} <= {item.condition for item in granted.items}:
        return granted
    raise refusal(refusing, stage)


def refusal(lacks: Iterable[Lack], stage: Stage | None) -> Invalid:
    """What is lacking, each at the field that fills it in, the rest above the form."""
    fields = {_field(one, stage): one.condition.lacking for one in lacks}
    return Invalid(next(iter(fields.values())), fields=fields)


def _field(lack: Lack, stage: Stage | None) -> str:
    """A stage's own date is asked for in the dialog; that of an earlier stage has a dialog of its own."""
    condition = lack.condition
    is_elsewhere = condition.field == "happened_on" and condition.stage is not stage
    return condition.code if is_elsewhere or not condition.field else condition.field


def _waived_at_once(actor: Actor, project: Project, draft: Filling, waiver: Waiver, lacks: list[Lack]) -> Waiver:
    leads = rules.may_waive(actor, project)
    needed = Waiving(settings.read(rules.WAIVING)) if any(one.refuses for one in lacks) else Waiving.ANYONE
    if not rules.suffices(needed, int(leads), by_manager=rules.is_manager_of(actor, project)):
        raise Invalid.at("waive_reason", Message("Your word alone does not suffice. Ask for a waiver first."))
    if draft.settle_by is None:
        raise Invalid.at("settle_by", Message("Say by which day it is to be settled."))
    rules.check_settle_by(draft.settle_by, clock.today())
    write_waiver(actor, project, waiver, reason=draft.waive_reason or "", settle_by=draft.settle_by, lacks=lacks)
    waiver.state = WaiverState.GRANTED
    if leads:
        sign(actor, project, waiver)
    return waiver


def write_waiver(
    actor: Actor, project: Project, waiver: Waiver, *, reason: str, settle_by: date, lacks: Iterable[Lack]
) -> None:
    """Put down what is waived, why, and until when."""
    waiver.project_id, waiver.reason, waiver.settle_by = project.id, reason, settle_by
    waiver.requested_by_id, waiver.requested_at = actor.id, clock.now()
    waiver.items = [
        WaivedItem(project_id=project.id, condition=lack.condition.code, settle_by=settle_by) for lack in lacks
    ]
    db.session.add(waiver)


def sign(actor: Actor, project: Project, waiver: Waiver) -> None:
    """Note that somebody whose word counts has said yes."""
    if waiver.first_by_id is None:
        waiver.first_by_id, waiver.first_at = actor.id, clock.now()
        waiver.first_by_manager = rules.is_manager_of(actor, project)
    else:
        waiver.second_by_id, waiver.second_at = actor.id, clock.now()


def use(waiver: Waiver | None, project: Project, change: StageChange | None) -> dict[str, object]:
    """The project has moved on with the waiver: what is still lacking is open from today. Returns what to audit."""
    if waiver is None:
        return {}
    db.session.flush()
    lacks = queries.lacking(project, stage=waiver.stage, milestone=waiver.milestone)
    still = {one.condition.code for one in lacks}
    waiver.state = WaiverState.USED
    waiver.stage_change_id = change.id if change else None
    for item in waiver.items:
        if item.condition in still:
            item.opened_on = clock.today()
    return {"waived": sorted(still & {item.condition for item in waiver.items}), "reason": waiver.reason}
