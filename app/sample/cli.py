"""Commands for a first look and for measuring."""

import json
import time
from dataclasses import asdict
from datetime import date

import click
from flask.cli import AppGroup

from app.kernel import clock
from app.kernel.fields import parse_day
from app.sample import service

cli = AppGroup("sample", help="The sample world of Yunnan Dian Zhong New Area.")


def _day(_context: click.Context, _option: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        day: date = parse_day(value)
    except ValueError as wrong:
        raise click.BadParameter("write a date such as 2022-07-14") from wrong
    return day


@cli.command("load")
@click.option("--today", callback=_day, help="The day on which the world is set; this day, or --until, when left out.")
@click.option("--until", callback=_day, help="Leave out what happened later.")
def load(today: date | None, until: date | None) -> None:
    """Load the sample world once; a second time changes nothing."""
    stands_at = today or until or clock.today()
    click.echo(service.load(stands_at, until or stands_at).value)


@cli.command("accounts")
@click.option("--json", "as_json", is_flag=True, help="As JSON: username, password, role, name.")
def accounts(*, as_json: bool) -> None:
    """Print the sign-ins of the sample world."""
    found = service.accounts()
    if not found:
        raise click.ClickException("this database holds no sample world; its sign-ins are told to nobody")
    if as_json:
        click.echo(json.dumps([asdict(account) for account in found], ensure_ascii=False))
        return
    for account in found:
        click.echo(f"{account.username:<12} {account.password:<20} {account.role:<16} {account.name}")


@cli.command("generate")
@click.option("--enterprises", type=click.IntRange(10, 1_000_000), required=True, help="How many enterprises.")
def generate(enterprises: int) -> None:
    """Make a big world beside the sample world, for measuring."""
    if not service.accounts():
        raise click.ClickException("load the sample world first: flask sample load")
    began = time.perf_counter()
    for table, rows in service.generate(enterprises).items():
        click.echo(f"{rows:>9,}  {table}")
    click.echo(f"made in {time.perf_counter() - began:.0f} s")
