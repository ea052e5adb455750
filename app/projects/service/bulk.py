"""Many projects at once, as chosen in a list: assign, tag, agree on the next step; and its undo.

Each project is changed by the verb that changes one, with its rights, its version and its line in the audit log.
Those that cannot be changed are left out and named; the others are changed all the same.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from app.audit import service as audit
from app.kernel import clock
from app.kernel.db import command, db
from app.kernel.errors import Conflict, Invalid, Refusal
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.projects import queries, rules
from app.projects.models import BulkChange, Project, ProjectTag
from app.projects.schemas import BulkDraft, BulkVerb, NextStepDraft, ProjectChange
from app.projects.service.editing import change, set_next_step
from app.projects.service.records import open_for, touch
from app.vocabularies import queries as vocabularies

_NEXT = ("next_step", "next_owner_id", "next_due_on")


@dataclass
class BulkResult:
    """How many were changed, and which were left out, with the reason."""

    done: int = 0
    left_out: list[tuple[str, Message]] = field(default_factory=list)


@command
def change_many(actor: Actor, draft: BulkDraft) -> BulkResult:
    """Do one thing to all the chosen projects that the actor may change and has seen as they are."""
    _check(draft)
    result, rows = BulkResult(), []
    for project, version in _chosen(actor, draft.chosen):
        before = _before(project, draft.verb)
        if _try(result, project, partial(_VERBS[draft.verb], actor, project, version, draft)):
            rows.append((project, before))
    _remember(actor, draft, rows)
    return result


@command
def undo_many(actor: Actor) -> BulkResult:
    """Put back what the actor's last change of many has replaced, wherever nobody has changed the project since."""
    last = db.session.get(BulkChange, actor.id)
    if last is None or not rules.is_fresh(last.at, clock.now()):
        raise Conflict(Message("It is too late to undo this. Change what should be otherwise again."))
    result, before = BulkResult(), {row["id"]: row for row in last.rows}
    verb = BulkVerb(last.verb)
    for project, version in _chosen(actor, ((row["id"], row["version"]) for row in last.rows)):
        draft = _inverse(verb, before[project.id], version)
        if draft is not None:
            _try(result, project, partial(_VERBS[draft.verb], actor, project, version, draft))
    db.session.delete(last)
    return result


def _check(draft: BulkDraft) -> None:
    is_nobody = draft.officer_id is None or queries.first_missing({"officer_id": draft.officer_id})
    if draft.verb is BulkVerb.ASSIGN and is_nobody:
        raise Invalid.at("officer_id", Message("There is no such record. Choose one from the list."))
    if draft.verb in (BulkVerb.TAG, BulkVerb.UNTAG) and not (draft.tag and vocabularies.is_term("tag", draft.tag)):
        raise Invalid.at("tag", Message("Choose one of the options."))
    if draft.verb is BulkVerb.NEXT_STEP and not draft.next_step:
        raise Invalid.at("next_step", Message("This is needed."))


def _chosen(actor: Actor, chosen: Iterable[tuple[int, int]]) -> list[tuple[Project, int]]:
    """Those of the chosen projects that the actor sees, in the order chosen, each with the version that was seen."""
    seen = dict(chosen)
    found = {one.id: one for one in db.session.scalars(queries.visible_to(actor).where(Project.id.in_(seen)))}
    return [(found[number], version) for number, version in seen.items() if number in found]


def _try(result: BulkResult, project: Project, action: Callable[[], object]) -> bool:
    """Change one; a refusal leaves it out and is told."""
    try:
        action()
    except Refusal as refusal:
        result.left_out.append((project.name_zh, next(iter(refusal.fields.values()), refusal.message)))
        return False
    result.done += 1
    return True


def _assign(actor: Actor, project: Project, version: int, draft: BulkDraft) -> None:
    change(actor, project.id, ProjectChange(officer_id=draft.officer_id, version=version))


def _next_step(actor: Actor, project: Project, version: int, draft: BulkDraft) -> None:
    values = draft.model_dump(include=set(_NEXT))
    set_next_step(actor, project.id, NextStepDraft(**values, version=version))


def _tag(actor: Actor, project: Project, version: int, draft: BulkDraft) -> None:
    project = open_for(actor, project.id, version)
    known = db.session.get(ProjectTag, (project.id, draft.tag))
    if draft.verb is BulkVerb.TAG and known is None:
        db.session.add(ProjectTag(project_id=project.id, tag=draft.tag))
    elif draft.verb is BulkVerb.UNTAG and known is not None:
        db.session.delete(known)
    touch(project)
    audit.record(actor, f"project.{draft.verb}", project, tag=draft.tag)


_VERBS: dict[BulkVerb, Callable[[Actor, Project, int, BulkDraft], None]] = {
    BulkVerb.ASSIGN: _assign,
    BulkVerb.TAG: _tag,
    BulkVerb.UNTAG: _tag,
    BulkVerb.NEXT_STEP: _next_step,
}


def _before(project: Project, verb: BulkVerb) -> dict[str, Any]:
    """What the change replaces, as it can be kept."""
    if verb is BulkVerb.ASSIGN:
        return {"officer_id": project.officer_id}
    if verb is BulkVerb.NEXT_STEP:
        return {name: str(value) if (value := getattr(project, name)) else None for name in _NEXT}
    return {"tags": queries.tags_of([project.id]).get(project.id, [])}


def _remember(actor: Actor, draft: BulkDraft, rows: list[tuple[Project, dict[str, Any]]]) -> None:
    db.session.flush()
    kept = [{"id": project.id, "version": project.version, "tag": draft.tag, **before} for project, before in rows]
    db.session.merge(BulkChange(user_id=actor.id, at=clock.now(), verb=draft.verb, rows=kept))


def _inverse(verb: BulkVerb, row: dict[str, Any], version: int) -> BulkDraft | None:
    """The change that puts a project back; None where there is nothing to put back."""
    chosen = (f"{row['id']}:{version}",)
    if verb is BulkVerb.ASSIGN:
        return BulkDraft(chosen=chosen, verb=verb, officer_id=row["officer_id"])
    if verb is BulkVerb.NEXT_STEP:
        return BulkDraft(chosen=chosen, verb=verb, **{name: row[name] for name in _NEXT})
    had = row["tag"] in row["tags"]
    if had is (verb is BulkVerb.TAG):
        return None
    return BulkDraft(chosen=chosen, verb=BulkVerb.UNTAG if verb is BulkVerb.TAG else BulkVerb.TAG, tag=row["tag"])
