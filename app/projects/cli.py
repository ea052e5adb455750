"""Commands about the pipeline: its conditions as they stand, what a project lacks, open items."""

import json
import sys
from typing import Any

import click
from flask.cli import AppGroup

from app.kernel import settings
from app.kernel.text import Message
from app.kernel.words import say
from app.projects import queries, rules, service
from app.projects.models import Project, Stage, Track
from app.projects.rules import Light

cli = AppGroup("projects", help="The pipeline: its conditions, what a project lacks, open items.")
as_json = click.option("--json", "as_json", is_flag=True, help="For programs.")


@cli.command("gates")
@as_json
def gates(*, as_json: bool) -> None:
    """Print stages, tracks, milestones, conditions, modes and thresholds as they stand, and what waits for a room."""
    found = _gates()
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    click.echo(f"Practice: {found['practice']}")
    for track, parts in found["tracks"].items():
        click.echo(f"{track}: {' > '.join(parts['stages'])} ({', '.join(parts['milestones'])})")
    for one in found["conditions"]:
        waits = f"  waits for {one['awaits']}" if one["awaits"] else ""
        click.echo(f"{one['code']:<26} {one['mode']:<7} {','.join(one['tracks']):<30} {one['title']}{waits}")
    click.echo(f"Red by what is overdue in: {', '.join(found['red_by']) or 'nothing'}")
    for code, value in found["thresholds"].items():
        click.echo(f"{code:<38} {value}")


def _gates() -> dict[str, Any]:
    waiting = {condition.code for condition in queries.waiting()}
    verifying = settings.read(rules.VERIFYING_ROLES)
    thresholds = (*rules.LEAST.values(), rules.LATE_MONTHS, rules.QUIET_DAYS, rules.QUIET_DAYS_NEAR)
    return {
        "practice": settings.practice(),
        "tracks": {
            track: {"stages": list(rules.stages_of(track)), "milestones": list(queries.milestones_of(track))}
            for track in Track
        },
        "conditions": [
            {
                "code": one.condition.code,
                "of": one.condition.stage or one.condition.milestone,
                "title": say(one.condition.title),
                "mode": one.mode,
                "tracks": sorted(one.tracks),
                "least": one.least if one.condition.least else None,
                "fact": one.condition.fact,
                "awaits": one.condition.awaits if one.condition.code in waiting else "",
            }
            for one in queries.standings()
        ],
        "stage_days": {stage: settings.read(setting) for stage, setting in rules.STAGE_DAYS.items()},
        "thresholds": {setting.code: settings.read(setting) for setting in thresholds},
        "red_by": [name for name, _ in queries.OVERDUE],
        "verifying": sorted(verifying),
        "waiving": settings.read(rules.WAIVING),
    }


@cli.command("check")
@click.argument("code")
@as_json
def check(code: str, *, as_json: bool) -> None:
    """Print what a project lacks, its light and the reasons; exit code 1 when something is lacking or not green."""
    project = queries.by_code(code)
    if project is None:
        raise click.ClickException(f"there is no project {code}")
    found = _check(project)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{code}: {found['stage']}, {found['status']}, {found['light']}")
        for line in (*found["lacking"], *found["reasons"], *found["history"]):
            click.echo(f"  {line['code']}: {line['words']}")
    sys.exit(0 if found["is_sound"] else 1)


def _check(project: Project) -> dict[str, Any]:
    stage: Stage = queries.next_or_own(project)
    lacks = queries.lacking_next([project])[project.id]
    signal = queries.signals([project.id])[project.id]
    broken = queries.broken_history(project)
    return {
        "code": project.code,
        "stage": project.stage,
        "status": project.status,
        "for_stage": stage,
        "lacking": [
            {
                "code": one.condition.code,
                "mode": one.mode,
                "is_waived": one.is_waived,
                "words": say(one.condition.lacking),
            }
            for one in lacks
        ],
        "light": signal.light,
        "reasons": [
            {"code": one.code, "light": one.light, "words": say(one.words), "remedy": say(one.remedy)}
            for one in signal.reasons
        ],
        "history": [{"code": kind, "words": say(_BROKEN)} for kind in broken],
        "is_sound": not lacks and not broken and signal.light in (Light.GREEN, Light.OFF),
    }


_BROKEN = Message("What the record shows is not what its history says.")


@cli.command("settle")
def settle() -> None:
    """Settle the open items whose facts have appeared; for the nightly run."""
    click.echo(f"Settled {service.settle_everything()} open items.")
