"""Registers of a period (台账): how many rows each has, and each as a file in the office's form."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from flask.typing import ResponseReturnValue
from sqlalchemy import null

from app.accounts import queries as accounts
from app.audit import service as audit
from app.kernel import clock, figures
from app.kernel.display import name as called
from app.kernel.downloads import download
from app.kernel.errors import NotFound
from app.kernel.guard import current_actor, require
from app.kernel.listing import COUNT_CAP, ListQuery
from app.kernel.paging import filter_values, read_filters
from app.kernel.permissions import Can
from app.kernel.tabular import Column, Kind, Sheet
from app.kernel.text import Message
from app.kernel.web import render
from app.kernel.words import choose_locale, say
from app.reports import rules
from app.reports.queries import REGISTERS, Register, RegisterFilters
from app.reports.rules import Period
from app.reports.views.dashboard import bp


@bp.get("/registers")
@require(Can.SEE_MEETINGS)
def registers() -> ResponseReturnValue:
    """Choose a period; each register tells how many rows it has and is taken out as a file."""
    actor = current_actor()
    filters, problems = read_filters(RegisterFilters)
    period = _period(filters)
    statements = [one.rows(actor, period, filters.unit) for one in REGISTERS.values()]
    counts = [one.listing.count(rows) for one, rows in zip(REGISTERS.values(), statements, strict=True)]
    return render(
        "reports/registers.html",
        fragment="rows",
        registers=list(zip(REGISTERS.items(), counts, strict=True)),
        cap=COUNT_CAP,
        filters=filters,
        asked=filter_values(filters),
        problems=problems,
        period=period,
        days=_days(period),
        periods=[(one.code, one.name) for one in rules.offered(clock.today())],
        units=[(unit.id, called(unit)) for unit in accounts.list_units()],
    )


@bp.get("/registers/<name>.<kind>")
@require(Can.EXPORT)
def register(name: str, kind: str) -> ResponseReturnValue:
    """One register as a file: a head with period, unit and day, and numbered rows."""
    if name not in REGISTERS:
        raise NotFound
    actor = current_actor()
    filters, _ = read_filters(RegisterFilters)
    period, chosen = _period(filters), REGISTERS[name]
    columns = chosen.columns(choose_locale())
    rows = chosen.listing.export(chosen.rows(actor, period, filters.unit), columns, ListQuery(chosen.order))
    number = Column(Message("No."), null(), Kind.COUNT)
    sheet = Sheet(say(chosen.name), [number, *columns], _numbered(rows), head=_head(chosen, period, filters.unit))
    asked = {"since": period.first.isoformat(), "until": period.last.isoformat()} | filter_values(filters)
    return download(sheet, kind, partial(audit.record_export, actor, name), filters=asked)


def _period(filters: RegisterFilters) -> Period:
    """The days asked for, else the period asked for, else this month. An open end is the other end's year."""
    today = clock.today()
    if filters.since or filters.until:
        first = filters.since or (filters.until or today).replace(month=1, day=1)
        last = max(first, filters.until or today)
        return Period(first, last, Message("Chosen days"))
    return rules.whole(filters.period or f"{today:%Y-%m}")


def _days(period: Period) -> str:
    return " – ".join(figures.day(day, choose_locale()) for day in (period.first, period.last))


def _head(chosen: Register, period: Period, unit_id: int | None) -> tuple[str, str]:
    """The title of the form, and the line below it."""
    unit = called(accounts.get_unit(unit_id)) if unit_id else say(Message("All units"))
    made = Message(
        "Period: %(days)s   Unit: %(unit)s   Made on: %(day)s",
        days=_days(period),
        unit=unit,
        day=figures.day(clock.today(), choose_locale()),
    )
    return f"{say(chosen.name)} · {say(period.name)}", say(made)


def _numbered(rows: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield from ((number, *row) for number, row in enumerate(rows, 1))
