"""Waivers and open items (容缺推进、容缺事项): asking, deciding, settling; and the list of all that is open."""

from flask import request
from flask.typing import ResponseReturnValue

from app.kernel import clock, settings
from app.kernel.errors import NotFound
from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.projects import queries, rules, service
from app.projects.forms import DecisionForm, SettleForm, WaiverForm
from app.projects.models import MilestoneKind, Stage, WaiverState
from app.projects.views.records import bp
from app.projects.views.steps import done, mine, page


@bp.get("/open-items")
@require(Can.SEE_PROJECTS)
def open_items() -> ResponseReturnValue:
    """What was waived and is not settled yet, and the waivers that wait for a decision."""
    actor = current_actor()
    today = clock.today()
    may_decide = actor.may(Can.WAIVE)
    is_left_to_all = settings.read(rules.WAIVING) == rules.Waiving.ANYONE
    return render(
        "projects/waivers.html",
        items=queries.open_items(actor),
        count=queries.count_open_items(actor),
        overdue=queries.count_open_items(actor, overdue_on=today),
        requests=queries.requests(actor),
        conditions=rules.BY_CODE,
        may_decide=may_decide,
        may_settle=may_decide or (is_left_to_all and actor.may(Can.EDIT_PROJECTS)),
        today=today,
    )


@bp.route("/<int:project_id>/waive", methods=["GET", "POST"])
@require(Can.EDIT_PROJECTS)
def waive(project_id: int) -> ResponseReturnValue:
    """Ask for leave to enter the stage, or to claim the milestone, in the address although something refuses."""
    actor = current_actor()
    project = mine(project_id)
    stage, milestone = _target()
    form = WaiverForm(data={"stage": stage or "", "milestone": milestone or "", "version": project.version})
    asked = form.carry_out(lambda draft: service.request_waiver(actor, project_id, draft))
    if asked:
        is_granted = asked.state is WaiverState.GRANTED
        said = Message("Granted: the project can move on.") if is_granted else Message("Asked for. It waits for a yes.")
        return done(project_id, said)
    return page(
        "waive",
        form,
        project_id,
        lacks=queries.lacking(project, stage=stage, milestone=milestone),
        where=rules.STAGE_NAMES[stage] if stage else rules.MILESTONE_NAMES[milestone or MilestoneKind.CONTRACT],
    )


def _target() -> tuple[Stage | None, MilestoneKind | None]:
    to, milestone = request.values.get("to", ""), request.values.get("milestone", "")
    if to in set(Stage):
        return Stage(to), None
    if milestone in set(MilestoneKind):
        return None, MilestoneKind(milestone)
    raise NotFound


@bp.route("/waivers/<int:waiver_id>", methods=["GET", "POST"])
@require(Can.WAIVE)
def waiver(waiver_id: int) -> ResponseReturnValue:
    """Say yes or no to a waiver."""
    actor = current_actor()
    found = queries.get_waiver(actor, waiver_id)
    form = DecisionForm(data={"version": found.version})
    decided = form.carry_out(lambda draft: service.decide_waiver(actor, waiver_id, draft))
    if decided:
        return go_to("projects.open_items", toast=rules.WAIVER_STATE_NAMES[decided.state])
    found = queries.get_waiver(actor, waiver_id)
    if form.clashed:
        form.version.data = str(found.version)
    return render(
        "projects/waiver.html",
        fragment="step",
        form=form,
        waiver=found,
        project=found.project,
        conditions=rules.BY_CODE,
        state_names=rules.WAIVER_STATE_NAMES,
        milestone_names=rules.MILESTONE_NAMES,
        waiving=rules.WAIVING.options[settings.read(rules.WAIVING)],
    )


@bp.post("/waivers/<int:waiver_id>/withdraw")
@require(Can.EDIT_PROJECTS)
def take_back(waiver_id: int) -> ResponseReturnValue:
    """Take back a waiver that was asked for or granted, before anybody moved on with it."""
    taken = service.withdraw_waiver(current_actor(), waiver_id, VersionForm.read())
    return done(taken.project_id, Message("Taken back."))


@bp.route("/open-items/<int:item_id>/settle", methods=["GET", "POST"])
@require(Can.EDIT_PROJECTS)
def settle(item_id: int) -> ResponseReturnValue:
    """Settle an open item by hand, with a reason."""
    actor = current_actor()
    item = queries.get_item(actor, item_id)
    form = SettleForm(data={"version": item.version})
    if form.carry_out(lambda draft: service.settle_item(actor, item_id, draft)):
        return go_to("projects.open_items", toast=Message("Settled."))
    item = queries.get_item(actor, item_id)
    if form.clashed:
        form.version.data = str(item.version)
    condition = rules.BY_CODE.get(item.condition)
    return render(
        "projects/settle.html", fragment="step", form=form, item=item, project=item.project, condition=condition
    )
