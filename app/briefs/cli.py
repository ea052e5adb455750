"""`flask briefs`: the template of Word papers, for an office that wants another look."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app.kernel.word import template

cli = AppGroup("briefs", help="Papers: the template of Word files.")


@cli.command("template")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def write_template(target: Path) -> None:
    """Write the template to TARGET. Changed in Word and put into the data folder as paper.docx, it is used instead."""
    target.write_bytes(template())
    click.echo(f"Written: {target}")
