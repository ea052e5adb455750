"""The conditions as they stand, and what a project still lacks for a stage or a milestone."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from sqlalchemy import select

from app.kernel import settings
from app.kernel.db import db
from app.projects import rules
from app.projects.models import MilestoneKind, Stage, Track, WaivedItem
from app.projects.queries.facts import facts
from app.projects.rules import Lack, Mode, Standing


class Owing(Protocol):
    """What has to be known of a project to say what it lacks; a row of a list will do."""

    @property
    def id(self) -> int: ...
    @property
    def track(self) -> Track: ...
    @property
    def stage(self) -> Stage: ...
    @property
    def is_legacy(self) -> bool: ...


def standings() -> list[Standing]:
    """Every condition with its mode, tracks and threshold as the office has set them."""
    return [
        Standing(
            condition,
            Mode(settings.read(rules.MODES[condition.code])),
            frozenset(Track(track) for track in settings.read(rules.TRACKS[condition.code])),
            settings.read(rules.LEAST[condition.least]) if condition.least else 1,
        )
        for condition in rules.CONDITIONS
    ]


def milestones_of(track: Track) -> tuple[MilestoneKind, ...]:
    """The milestones of a track as the office has set them; those that open its stages are always among them."""
    chosen = settings.read(rules.MILESTONES[track])
    return tuple(kind for kind in rules.MILESTONES_OF[track] if kind in rules.ENTERS or kind in chosen)


def lacking(project: Owing, *, stage: Stage | None = None, milestone: MilestoneKind | None = None) -> tuple[Lack, ...]:
    """What a project lacks for a stage (with all before it) or for a milestone, in four or five statements."""
    asked = _asked(standings(), project.track, stage, milestone)
    if not asked:
        return ()
    waived = waived_of([project.id]).get(project.id, ())
    return rules.lacking(asked, facts([project.id])[project.id], waived=waived, is_legacy=project.is_legacy)


def lacking_next(projects: Iterable[Owing]) -> dict[int, tuple[Lack, ...]]:
    """What each of many projects lacks for its next stage, or at the end for its own: as many statements as for one."""
    every = list(projects)
    ids = [project.id for project in every]
    known, waived, table = facts(ids), waived_of(ids), standings()
    return {
        project.id: rules.lacking(
            rules.asked_for_stage(table, project.track, next_or_own(project)),
            known[project.id],
            waived=waived.get(project.id, ()),
            is_legacy=project.is_legacy,
        )
        for project in every
    }


def next_or_own(project: Owing) -> Stage:
    """The stage whose conditions matter now: the next one, at the end the last."""
    return rules.next_stage(project.track, project.stage) or project.stage


def _asked(
    table: Sequence[Standing], track: Track, stage: Stage | None, milestone: MilestoneKind | None
) -> list[Standing]:
    asked = rules.asked_for_stage(table, track, stage) if stage else []
    return asked + (rules.asked_for_milestone(table, track, milestone) if milestone else [])


def waived_of(ids: Sequence[int]) -> Mapping[int, frozenset[str]]:
    """The conditions that open waivers explain, by project."""
    rows = db.session.execute(
        select(WaivedItem.project_id, WaivedItem.condition).where(
            WaivedItem.project_id.in_(ids), WaivedItem.opened_on.is_not(None), WaivedItem.settled_at.is_(None)
        )
    )
    found: dict[int, frozenset[str]] = {}
    for row in rows:
        found[row.project_id] = found.get(row.project_id, frozenset()) | {row.condition}
    return found
