"""Commands that keep the storage of files in order."""

import click
from flask.cli import AppGroup

from app.attachments import service

cli = AppGroup("attachments", help="The storage of files.")


@cli.command("sweep")
def sweep() -> None:
    """Remove what interrupted uploads left behind, and name files that are missing."""
    strays = list(service.sweep())
    click.echo(f"{len(strays)} contents without a record removed, {sum(stray.size for stray in strays)} bytes")
    lost = list(service.missing())
    for row in lost:
        click.echo(f"missing or cut short: file {row.id}, {row.name}, on {row.subject_kind} {row.subject_id}", err=True)
    if lost:
        raise click.ClickException(f"{len(lost)} files are missing; restore {{LUODI_DATA_DIR}}/files from the backup")


@cli.command("erase-withdrawn")
def erase_withdrawn() -> None:
    """Erase the contents of files that were withdrawn longer ago than the office keeps them."""
    click.echo(f"{service.erase_withdrawn()} contents erased")
