"""Commands about the audit log: seal it, verify it, remove what is too old."""

import sys

import click
from flask.cli import AppGroup

from app.audit import queries, service
from app.kernel.errors import Invalid
from app.kernel.words import say

cli = AppGroup("audit", help="The audit log: seal it, verify it, remove what is too old.")


@cli.command("seal")
def seal() -> None:
    """Take the newest entries into the chain."""
    newest = service.seal()
    click.echo(f"Sealed up to entry {newest.entry_id}, place {newest.position}: {newest.link}")


@cli.command("verify")
def verify() -> None:
    """Say whether everything is as it was written; exit code 1 and the first broken entry when it is not."""
    service.seal()
    verdict = queries.verify()
    if verdict.is_sound:
        click.echo(f"The audit log is as it was written: {verdict.entries} entries.")
        return
    for fault in verdict.faults[:20]:
        click.echo(say(fault), err=True)
    click.echo("The audit log is not as it was written. The first broken entry is named first.", err=True)
    sys.exit(1)


@cli.command("purge")
@click.option("--older-than", type=int, help="Days that are kept; without it, what the settings say.")
def purge(older_than: int | None) -> None:
    """Remove entries older than so many days; the chain of the rest still verifies."""
    try:
        gone = service.purge(older_than)
    except Invalid as refusal:
        raise click.ClickException(say(next(iter(refusal.fields.values())))) from refusal
    click.echo(f"Removed {gone} entries.")
