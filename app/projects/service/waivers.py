"""Asking for waivers, deciding on them, and settling the open items that they leave."""

from collections.abc import Sequence

from app.attachments.service import ARRIVED
from app.audit import service as audit
from app.kernel import clock, settings
from app.kernel.db import command, db
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.projects import queries, rules
from app.projects.models import Project, Settled, WaivedItem, Waiver, WaiverState
from app.projects.rules import Waiving
from app.projects.schemas import DecisionDraft, SettleDraft, WaiverDraft
from app.projects.service.gates import sign, write_waiver
from app.projects.service.records import open_for, touch

_BATCH = 200
_PENDING = (WaiverState.REQUESTED, WaiverState.GRANTED)


@command
def request_waiver(actor: Actor, project_id: int, draft: WaiverDraft) -> Waiver:
    """Ask for leave to move on although something refuses; a leader's own request counts as the first yes.

    Raises Invalid where nothing is lacking, or leave has been asked for or given already.
    """
    project = open_for(actor, project_id, draft.version)
    rules.check_settle_by(draft.settle_by, clock.today())
    lacks = queries.lacking(project, stage=draft.stage, milestone=draft.milestone)
    if not any(one.refuses for one in lacks):
        raise Invalid(Message("Nothing refuses: the project can move on without a waiver."))
    if queries.standing_waiver(project.id, _PENDING, stage=draft.stage, milestone=draft.milestone):
        raise Invalid(Message("A waiver for this has been asked for already."))
    waiver = Waiver(stage=draft.stage, milestone=draft.milestone, state=WaiverState.REQUESTED)
    open_ones = [one for one in lacks if not one.is_waived]
    write_waiver(actor, project, waiver, reason=draft.reason, settle_by=draft.settle_by, lacks=open_ones)
    if rules.may_waive(actor, project):
        _say_yes(actor, project, waiver)
    elif Waiving(settings.read(rules.WAIVING)) is Waiving.ANYONE:
        waiver.state = WaiverState.GRANTED
    touch(project)
    audit.record(actor, "project.ask_waiver", project, waived=[item.condition for item in waiver.items])
    return waiver


@command
def decide_waiver(actor: Actor, waiver_id: int, draft: DecisionDraft) -> Waiver:
    """Say yes or no to a waiver. Forbidden for whose word does not count; Conflict when it has been decided."""
    waiver = queries.get_waiver(actor, waiver_id)
    project = waiver.project
    if not rules.may_waive(actor, project):
        raise Forbidden(Message("The manager, or the head for the own unit, decides on waivers."))
    waiver.expect_version(draft.version)
    if waiver.state is not WaiverState.REQUESTED:
        raise Conflict(Message("This waiver has been decided in the meantime."))
    if draft.is_granted:
        _say_yes(actor, project, waiver)
    else:
        waiver.state = WaiverState.REFUSED
    waiver.decided_note = draft.note or waiver.decided_note
    audit.record(actor, "project.decide_waiver", project, state=waiver.state, note=waiver.decided_note)
    return waiver


def _say_yes(actor: Actor, project: Project, waiver: Waiver) -> None:
    needed = Waiving(settings.read(rules.WAIVING))
    by_manager = rules.is_manager_of(actor, project) or waiver.first_by_manager
    if waiver.first_by_id is not None and waiver.first_by_id in actor.user_ids:
        raise Invalid(Message("You have said yes already; a second person has to."))
    if waiver.first_by_id is not None and not rules.suffices(needed, 2, by_manager=by_manager):
        raise Invalid(Message("One of the two has to be a manager."))
    sign(actor, project, waiver)
    signed = 1 if waiver.second_by_id is None else 2
    if rules.suffices(needed, signed, by_manager=by_manager):
        waiver.state = WaiverState.GRANTED


@command
def withdraw_waiver(actor: Actor, waiver_id: int, version: int) -> Waiver:
    """Take back a waiver with which nobody has moved on yet."""
    waiver = queries.get_waiver(actor, waiver_id)
    rules.check_may_edit(actor, waiver.project)
    waiver.expect_version(version)
    if waiver.state not in _PENDING:
        raise Conflict(Message("This waiver has been decided in the meantime."))
    waiver.state = WaiverState.WITHDRAWN
    audit.record(actor, "project.withdraw_waiver", waiver.project, reason=waiver.reason)
    return waiver


@command
def settle_item(actor: Actor, item_id: int, draft: SettleDraft) -> WaivedItem:
    """Settle an open item by hand, with a reason. Forbidden for whose word does not count."""
    item = queries.get_item(actor, item_id)
    rules.check_may_edit(actor, item.project)
    if not rules.may_settle(actor, item.project, Waiving(settings.read(rules.WAIVING))):
        raise Forbidden(Message("The manager, or the head for the own unit, decides on waivers."))
    item.expect_version(draft.version)
    if item.opened_on is None or item.settled_at is not None:
        raise Conflict(Message("This item has been settled in the meantime."))
    item.settled_at, item.settled_how, item.settled_by_id = clock.now(), Settled.HAND, actor.id
    item.settled_note = draft.note
    audit.record(actor, "project.settle", item.project, settled=[item.condition], note=draft.note)
    return item


def settle_met(actor: Actor | None, ids: Sequence[int]) -> int:
    """Inside a command: settle the open items of these projects whose facts have appeared. Returns how many."""
    db.session.flush()
    items = queries.open_items_of(ids)
    if not items:
        return 0
    known = queries.facts(sorted({item.project_id for item in items}))
    table = {one.condition.code: one for one in queries.standings()}
    met = [item for item in items if item.condition in table]
    met = [item for item in met if rules.is_met(table[item.condition], known[item.project_id])]
    for item in met:
        item.settled_at, item.settled_how = clock.now(), Settled.FACT
        item.settled_by_id = actor.id if actor else None
        audit.record(actor, "project.settle", item.project, settled=[item.condition])
    return len(met)


@ARRIVED.plug("projects")
def settle_with_file(actor: Actor, kind: str, subject_id: int) -> None:
    """A file has come in: it may be what an open item lacked."""
    if kind == Project.__tablename__:
        settle_met(actor, [subject_id])


def settle_everything() -> int:
    """Look through all open items, for the nightly run: files and credit codes may have come in meanwhile."""
    settled = after = 0
    while ids := queries.projects_with_open_items(after, _BATCH):
        settled += _settle_batch(ids)
        after = ids[-1]
    return settled


@command
def _settle_batch(ids: Sequence[int]) -> int:
    return settle_met(None, ids)
