"""Undo of a move: a reversing row within a few seconds. History keeps both rows."""

from datetime import timedelta

from app.audit import service as audit
from app.kernel import clock
from app.kernel.db import command
from app.kernel.errors import Conflict
from app.kernel.permissions import Actor
from app.projects import queries, rules
from app.projects.models import Project, StageChange
from app.projects.service.records import enter, milestone_of, open_for, touch, withdraw_claim

#: A claim made with the move is written by the same command, a moment before it.
_WITH_THE_MOVE = timedelta(seconds=5)


@command
def undo_move(actor: Actor, project_id: int, move_id: int, *, version: int, note: str) -> StageChange:
    """Take back the move that the actor has just made, and the milestone claimed with it; facts filled in stay.

    Raises Conflict once it is too late, somebody else has touched the project, or open items hang on the move.
    """
    project = open_for(actor, project_id, version)
    change, *before = queries.stage_changes(actor, project_id)
    if change.id != move_id or change.left is None:
        raise Conflict(rules.TOO_LATE)
    is_own, is_waived = change.by_id == actor.id, queries.is_waived(project, change.id)
    rules.check_undo(change.at, clock.now(), is_own=is_own, is_waived=is_waived)
    _withdraw_claim_of(actor, project, change, note)
    reversing = enter(actor, project, change.left, change.effective_on, note)
    project.stage_since = before[0].effective_on
    touch(project)
    audit.record(actor, "project.undo_move", project, left=change.entered, entered=change.left)
    return reversing


def _withdraw_claim_of(actor: Actor, project: Project, change: StageChange, note: str) -> None:
    """The milestone that was claimed by the move has not happened either."""
    kind = rules.OPENED_BY.get(change.entered)
    milestone = milestone_of(project, kind) if kind else None
    if milestone is None or milestone.claimed_by_id != actor.id or milestone.verified_at is not None:
        return
    event = queries.last_event(milestone)
    if event and event.what == rules.Happening.CLAIMED and change.at - _WITH_THE_MOVE <= event.at <= change.at:
        withdraw_claim(actor, project, milestone, note)
