"""Asking the calendar on the command line."""

import json
from datetime import date, timedelta

import click
from flask.cli import AppGroup

from app.calendar import queries, rules
from app.kernel.fields import parse_day
from app.kernel.words import say

cli = AppGroup("calendar", help="Working days, with public holidays and what the office has decided.")
_LONGEST = 4000


class Day(click.ParamType[date]):
    """A date such as 2022-07-15."""

    name = "day"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            day: date = parse_day(value)
        except ValueError:
            self.fail("write a date such as 2022-07-15", param, ctx)
        return day


@cli.command("workdays")
@click.argument("first", metavar="FROM", type=Day())
@click.argument("last", metavar="TO", type=Day())
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def workdays(first: date, last: date, *, as_json: bool) -> None:
    """Print how many working days lie after FROM up to and with TO, and which days are not what their weekday says."""
    if abs((last - first).days) > _LONGEST:
        raise click.ClickException(f"ask for at most {_LONGEST} days")
    calendar = queries.workdays()
    unusual = [_told(day) for day in _days(min(first, last), max(first, last)) if _is_unusual(calendar, day)]
    years = range(min(first, last).year, max(first, last).year + 1)
    found = {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "working_days": calendar.between(first, last),
        "unusual": unusual,
        "provisional": [year for year in years if calendar.is_provisional(year)],
    }
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    click.echo(f"{found['working_days']} working days after {first} up to and with {last}")
    for one in unusual:
        click.echo(f"  {one['day']}  {'working' if one['is_working'] else 'off':<8} {one['source']:<10} {one['why']}")
    for year in years:
        if calendar.is_provisional(year):
            click.echo(f"  {year} is provisional: its arrangement is not known, week-ends are left out.")


def _days(first: date, last: date) -> list[date]:
    """Every day after the first up to and with the last."""
    return [first + timedelta(number) for number in range(1, (last - first).days + 1)]


def _is_unusual(calendar: rules.Workdays, day: date) -> bool:
    return day in calendar.decided or calendar.is_working(day) != (day.weekday() < 5)


def _told(day: date) -> dict[str, object]:
    decision, known = queries.find_decision(day), rules.announced(day)
    return {
        "day": day.isoformat(),
        "is_working": decision.is_working if decision else known.is_working,
        "source": "office" if decision else "announced",
        "why": decision.note if decision else say(known.holiday) if known.holiday else "",
    }
