"""One project's page: what is urgent, what is lacking, what has happened, and who answers for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.attachments import queries as attachments
from app.kernel import clock, figures, settings, timeline
from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import render
from app.kernel.words import choose_locale, say
from app.projects import queries, rules
from app.projects.models import (
    CLOSED_STATUSES,
    Disclosure,
    Milestone,
    MilestoneKind,
    Project,
    Stage,
    StageChange,
    WaiverState,
)
from app.projects.queries import plans
from app.projects.rules.drawing import Point
from app.projects.views.records import bp
from app.projects.views.saved import neighbours
from app.projects.views.shown import FACTS
from app.projects.views.steps import looked_at
from app.vocabularies import queries as vocabularies

#: Kinds of events by which the timeline can be narrowed.
HAPPENED = {
    "meeting": Message("Meetings"),
    "activity": Message("Activities"),
    "follow_up": Message("Follow-ups"),
    "stage": Message("Stages"),
    "milestone": Message("Milestones"),
}


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone on the page. `slip` is days late (negative: early), None where nothing can be said."""

    label: Message
    point: Point
    milestone: Milestone | None
    slip: int | None

    @property
    def kind(self) -> MilestoneKind:
        return self.point.kind

    @property
    def state(self) -> str:
        """`open`, `claimed`, `returned` or `verified`."""
        if self.milestone is None or self.milestone.claimed_on is None:
            return "open"
        if self.milestone.verified_at:
            return "verified"
        return "returned" if self.milestone.returned_at else "claimed"


@bp.get("/<int:project_id>")
@require(Can.SEE_PROJECTS)
def show(project_id: int) -> ResponseReturnValue:
    """One project."""
    actor = current_actor()
    project = looked_at(project_id)
    changes = queries.stage_changes(actor, project_id)
    return render(
        "projects/show.html",
        fragment="timeline",
        neighbours=neighbours(actor, project_id),
        project=project,
        steps=steps(project, changes),
        milestones=milestone_rows(project),
        changes=changes,
        files=attachments.shelf(actor, "projects", project),
        panels=queries.panels(actor, project),
        facts=FACTS,
        sources=vocabularies.words("source", choose_locale()),
        form=VersionForm(obj=project),
        record={"kind": "project", "id": project.id},
        **urgent(project),
        **_rights(project),
        **_confidence(project),
        **_story(project),
    )


def urgent(project: Project) -> dict[str, Any]:
    """What wants doing: the light, what the next stage still lacks, what was put off, which waivers wait."""
    actor = current_actor()
    is_open = project.status not in CLOSED_STATUSES
    stage = queries.next_or_own(project)
    lacks = queries.lacking(project, stage=stage) if is_open else ()
    waivers = queries.waivers_of(actor, project.id)
    return {
        "signal": queries.signals([project.id])[project.id],
        "light_names": rules.LIGHT_NAMES,
        "lacks": [lack for lack in lacks if not lack.is_waived],
        "lacks_for": stage,
        "conditions": rules.BY_CODE,
        "open_items": queries.open_items(actor, project_id=project.id),
        "asked_waivers": [waiver for waiver in waivers if waiver.state is WaiverState.REQUESTED],
    }


def _rights(project: Project) -> dict[str, Any]:
    actor = current_actor()
    is_open = project.status not in CLOSED_STATUSES
    may_edit = rules.may_edit(actor, project)
    return {
        "next_stage": rules.next_stage(project.track, project.stage) if is_open else None,
        "previous_stage": rules.previous_stage(project.track, project.stage) if is_open else None,
        "may_edit": may_edit and not project.archived_at,
        "may_archive": may_edit and actor.may(Can.ARCHIVE),
        "may_waive": rules.may_waive(actor, project),
        "may_settle": may_edit and rules.may_settle(actor, project, rules.Waiving(settings.read(rules.WAIVING))),
    }


def _confidence(project: Project) -> dict[str, Any]:
    """Who is let in to a confidential project and who looked at it, for those who answer for it and the auditor."""
    actor = current_actor()
    if project.disclosure is Disclosure.OPEN or not rules.may_see_access(actor, project):
        return {"access": None}
    return {"access": queries.access_list(actor, project.id), "looks": queries.looks(actor, project.id)}


def _story(project: Project) -> dict[str, Any]:
    """The stretch of the timeline that the address asks for, by `before` and `happened`."""
    kind = request.args.get("happened", "")
    kind = kind if kind in HAPPENED else ""
    before = _instant(request.args.get("before", ""))
    entries = timeline.entries(current_actor(), timeline.Subject(project_id=project.id), before, kind)
    older = entries[-1].at.isoformat() if len(entries) == timeline.ENTRIES else None
    return {"entries": entries, "older": older, "happened": kind, "kinds": HAPPENED}


def _instant(text: str) -> datetime | None:
    """The instant before which the timeline is asked for; what is none counts as now."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def steps(project: Project, changes: Sequence[StageChange]) -> list[tuple[str, str, str]]:
    """The stage bar: (stage, when and how long, done | now | over | next). `over` is longer than usual."""
    moves = [(change.entered, change.effective_on) for change in reversed(changes)]
    stays = rules.stays(moves, clock.today(), queries.pauses([project.id]).get(project.id, ()))
    offered = [stage for stage in Stage if stage in (*rules.stages_of(project.track), project.stage)]
    return [tuple(_step(project, stage, stays.get(stage))) for stage in offered]  # type: ignore[misc]


def _step(project: Project, stage: Stage, stay: rules.Stay | None) -> Iterator[str]:
    yield say(rules.STAGE_NAMES[stage])
    limit = settings.read(rules.STAGE_DAYS[stage]) if stage in rules.STAGE_DAYS else None
    is_now = stage is project.stage and project.status not in CLOSED_STATUSES
    if stay is None or stage.position > project.stage.position:
        yield ""
    elif limit and is_now:
        since = figures.day_short(stay.since, choose_locale())
        yield say(Message("%(day)s · %(days)s of %(limit)s days", day=since, days=stay.days, limit=limit))
    else:
        since = figures.day_short(stay.since, choose_locale())
        yield say(Message("%(day)s · %(days)s days", day=since, days=stay.days))
    if stage is project.stage:
        yield "over" if is_now and limit and stay and stay.days > limit else "now"
    else:
        yield "done" if stage.position < project.stage.position else "next"


def milestone_rows(project: Project) -> list[MilestoneRow]:
    """Every milestone of the track, and what was recorded besides before the track changed."""
    known = {milestone.kind: milestone for milestone in project.milestones}
    points = {point.kind: point for point in plans.points([project])[project.id]}
    kinds = [kind for kind in MilestoneKind if kind in known or kind in queries.milestones_of(project.track)]
    return [_row(project, points.get(kind, Point(kind)), known.get(kind)) for kind in kinds]


def _row(project: Project, point: Point, milestone: Milestone | None) -> MilestoneRow:
    return MilestoneRow(rules.milestone_name(point.kind, project.track), point, milestone, point.slip(clock.today()))
