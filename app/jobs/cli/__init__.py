"""Commands of who runs the installation: how jobs stand, what would be due, the runner itself."""

import json
from collections.abc import Iterator
from datetime import datetime

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from app.jobs import queries, service
from app.jobs.queries import Round
from app.kernel import clock
from app.kernel.deploy import DEPLOY_CHECKS, Flaw
from app.kernel.figures import moment


@DEPLOY_CHECKS.plug("jobs")
def check_jobs() -> Iterator[Flaw]:
    """Somebody does the jobs, and none was given up."""
    found = queries.status()
    if found.is_silent:
        yield Flaw(
            "no runner of jobs has shown itself lately: mail and reminders wait. Run flask jobs work.", grave=False
        )
    if found.dead:
        yield Flaw(f"{found.dead} jobs were given up. Look at Administration, Jobs.", grave=False)


cli = AppGroup("jobs", help="What is done after commands and by the clock.")


@cli.command("status")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def status(*, as_json: bool) -> None:
    """Tell how many jobs wait, failed and are dead, and when periodic work last ran. Exit code 1 with dead jobs."""
    found, rounds = queries.status(), queries.rounds()
    if as_json:
        told = {
            "waiting": found.waiting,
            "failed": found.failed,
            "dead": found.dead,
            "oldest_due_at": _iso(found.oldest_due_at),
            "last_sign_at": _iso(found.last_sign_at),
            "periodic": {one.code: _told(one) for one in rounds},
        }
        click.echo(json.dumps(told))
    else:
        click.echo(f"{found.waiting} waiting, {found.failed} of them failed before, {found.dead} dead")
        for one in rounds:
            last = moment(one.run.begun_at, "en") if one.run else "never"
            failure = f"  FAILED: {one.run.last_error}" if one.run and one.run.last_error else ""
            click.echo(f"{one.code:<28} last run {last}{failure}")
    if found.dead:
        raise click.exceptions.Exit(1)


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def _told(one: Round) -> dict[str, object] | None:
    if one.run is None:
        return None
    return {
        "moment": _iso(one.run.moment),
        "begun_at": _iso(one.run.begun_at),
        "ended_at": _iso(one.run.ended_at),
        "count": one.run.count,
        "error": one.run.last_error,
    }


@cli.command("run-due")
@click.option(
    "--now", "at", help="The instant to do it for, such as 2022-07-15T08:00:00+08:00; this one when left out."
)
def run_due(at: str | None) -> None:
    """Do once what has come round and every job that is due, then end. A second time there is nothing left to do."""
    now = _instant(at) if at else clock.now()
    for code, count in service.run_due(now).items():
        click.echo(f"{code}: {count}")
    click.echo(f"{service.dispatch(now)} jobs tried")


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise click.BadParameter("write an instant such as 2022-07-15T08:00:00+08:00") from wrong
    if found.tzinfo is None:
        found = clock.at_park(found)
    if found > clock.now() and not current_app.testing:  # it would count as done, and not be done when its time comes
        raise click.BadParameter("this instant is still to come")
    return found


@cli.command("work")
@with_appcontext
def work() -> None:
    """Run jobs until SIGTERM or SIGINT; what has begun is finished first. Run it beside the server."""
    from app.jobs.cli import runner  # it loads huey, which no web worker needs

    runner.work(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
