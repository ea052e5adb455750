"""Moving a project, recording its milestones, its status and its next step: small pages that open as dialogs."""

from flask import request
from flask.typing import ResponseReturnValue

from app.kernel.errors import NotFound
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import is_open
from app.kernel.words import say
from app.projects import queries, rules, service
from app.projects.forms import MilestoneForm, MoveForm, NextStepForm, StatusForm, WithdrawForm
from app.projects.models import Milestone, MilestoneKind, Project, Stage
from app.projects.rules import Lack
from app.projects.views.board import follow
from app.projects.views.records import bp
from app.projects.views.steps import done, mine, offers, page


@bp.route("/<int:project_id>/move", methods=["GET", "POST"])
@require(Can.EDIT_PROJECTS)
def move(project_id: int) -> ResponseReturnValue:
    """On or back: to the stage in the address, else to the next one."""
    actor = current_actor()
    project = mine(project_id)
    target = _stage(request.values.get("to", "")) or rules.next_stage(project.track, project.stage)
    target = target or rules.previous_stage(project.track, project.stage) or project.stage
    form = MoveForm(data={"to": target, "version": project.version})
    lacks = _ask_for_what_is_lacking(form, project, target)
    if moved := form.carry_out(lambda draft: service.move(actor, project_id, draft)):
        if is_open("projects.board"):
            return follow(moved)
        return done(project_id, Message("The project is now %(stage)s.", stage=rules.STAGE_NAMES[target]))
    return page(
        "move",
        form,
        project_id,
        target=target,
        stages=rules.stages_of(project.track),
        **offers(project, lacks, to=target),
    )


@bp.route("/<int:project_id>/milestones/<kind>", methods=["GET", "POST"])
@require(Can.EDIT_PROJECTS)
def milestone(project_id: int, kind: str) -> ResponseReturnValue:
    """When a milestone is planned and when it happened."""
    actor = current_actor()
    project = mine(project_id)
    wanted = _kind(kind)
    known = _known(project, wanted)
    days = {"planned_on": known.planned_on, "claimed_on": known.claimed_on} if known else {}
    form = MilestoneForm(data={"kind": wanted, "version": project.version, **days})
    lacks = [] if known and known.claimed_on else _lacking_to_claim(project, wanted)
    form.ask_for(lacks)
    stage = project.stage
    saved = form.carry_out(lambda draft: service.record_milestone(actor, project_id, draft))
    if saved:
        return done(project_id, _said(saved, stage))
    return page(
        "milestone",
        form,
        project_id,
        label=rules.milestone_name(wanted, project.track),
        opens=rules.ENTERS.get(wanted),
        known=known,
        **offers(project, lacks, **({"to": rules.ENTERS[wanted]} if wanted in rules.ENTERS else {"milestone": wanted})),
    )


@bp.route("/<int:project_id>/milestones/<kind>/withdraw", methods=["GET", "POST"])
@require(Can.EDIT_PROJECTS)
def withdraw(project_id: int, kind: str) -> ResponseReturnValue:
    """A milestone has not happened after all."""
    actor = current_actor()
    project = mine(project_id)
    wanted = _kind(kind)
    form = WithdrawForm(obj=project, data={"kind": wanted})
    if form.carry_out(lambda draft: service.withdraw_milestone(actor, project_id, draft)):
        return done(project_id, Message("Withdrawn. The stage stays as it is: move it back if that is meant."))
    return page("withdraw", form, project_id, label=rules.milestone_name(wanted, project.track))


@bp.route("/<int:project_id>/status", methods=["GET", "POST"])
@require(Can.EDIT_PROJECTS)
def status(project_id: int) -> ResponseReturnValue:
    """How the work goes."""
    actor = current_actor()
    project = mine(project_id)
    form = StatusForm(obj=project, data={"to": project.status, "reason": project.status_reason})
    form.to.offer({code: rules.STATUS_NAMES[code] for code in rules.statuses_for(project.stage)})
    if form.carry_out(lambda draft: service.set_status(actor, project_id, draft)):
        return done(project_id, Message("Saved."))
    return page("status", form, project_id)


@bp.route("/<int:project_id>/next-step", methods=["GET", "POST"])
@require(Can.EDIT_PROJECTS)
def next_step(project_id: int) -> ResponseReturnValue:
    """What comes next, who does it and by when."""
    actor = current_actor()
    form = NextStepForm(obj=mine(project_id))
    if form.carry_out(lambda draft: service.set_next_step(actor, project_id, draft)):
        return done(project_id, Message("Saved."))
    if form.clashed:
        form.compare(queries.get(actor, project_id))
    return page("next_step", form, project_id)


def _ask_for_what_is_lacking(form: MoveForm, project: Project, target: Stage) -> list[Lack]:
    """Offer fields for what is lacking, and one day: the milestone's where the move records it."""
    opened_by = rules.OPENED_BY.get(target)
    known = _known(project, opened_by) if opened_by else None
    is_forward = rules.is_forward(project.stage, target)
    lacks = list(queries.lacking(project, stage=target)) if is_forward else []
    if opened_by is None or not is_forward or (known and known.claimed_on):
        del form.happened_on
        del form.evidence
    else:
        del form.effective_on
        form.happened_on.label.text = say(rules.milestone_name(opened_by, project.track))
        lacks = [one for one in lacks if not _is_date_of(one, target)]
    form.ask_for(one for one in lacks if not one.is_waived)
    return lacks


def _is_date_of(lack: Lack, stage: Stage) -> bool:
    """Whether what is lacking is the very day that the form asks for."""
    return lack.condition.field == "happened_on" and lack.condition.stage is stage


def _lacking_to_claim(project: Project, kind: MilestoneKind) -> list[Lack]:
    """What a claim of this milestone would lack, for itself and for the stage that it opens."""
    stage = rules.ENTERS.get(kind)
    if stage is not None and not rules.is_forward(project.stage, stage):
        return []
    lacks = queries.lacking(project, stage=stage, milestone=kind)
    return [one for one in lacks if stage is None or not _is_date_of(one, stage)]


def _said(project: Project, before: Stage) -> Message:
    if project.stage is before:
        return Message("Recorded.")
    return Message("Recorded. The project is now %(stage)s.", stage=rules.STAGE_NAMES[project.stage])


def _known(project: Project, kind: MilestoneKind) -> Milestone | None:
    return next((milestone for milestone in project.milestones if milestone.kind is kind), None)


def _stage(code: str) -> Stage | None:
    return Stage(code) if code in set(Stage) else None


def _kind(code: str) -> MilestoneKind:
    if code not in set(MilestoneKind):
        raise NotFound
    return MilestoneKind(code)
