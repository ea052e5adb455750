"""The weekly dispatch sheet (周调度): by week, as a page, on paper, as text for WeChat and as a file."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from app.accounts import queries as accounts
from app.audit import service as audit
from app.kernel import clock, figures
from app.kernel.display import name as called
from app.kernel.downloads import download
from app.kernel.guard import current_actor, require
from app.kernel.listing import ListQuery
from app.kernel.paging import ListLinks, read_filters, read_query
from app.kernel.permissions import Can
from app.kernel.tabular import Sheet
from app.kernel.text import Message
from app.kernel.web import render
from app.kernel.words import choose_locale, pick, say
from app.projects import queries, rules
from app.projects.rules import Week
from app.projects.views.records import bp

WEEKLY = queries.weekly
#: On paper there are no pages to turn.
PRINTED_ROWS = 500
_CHUNK = 200


@bp.get("/weekly")
@require(Can.SEE_PROJECTS)
def weekly() -> ResponseReturnValue:
    """The sheet of a week; `print` in the address shows all of it at once."""
    actor = current_actor()
    filters, problems = read_filters(WEEKLY.WeeklyFilters)
    asked = read_query(WEEKLY.SHEET)
    if "print" in request.args:
        asked = ListQuery(asked.order, rows=PRINTED_ROWS)
    page = WEEKLY.SHEET.page(WEEKLY.sheet(actor, filters), asked)
    ids = [row.id for row in page.rows]
    week, this_week = filters.chosen, Week.of(clock.today())
    return render(
        "projects/weekly.html",
        fragment="rows",
        page=page,
        links=ListLinks(WEEKLY.SHEET, page, filters, file="projects.weekly_export"),
        filters=filters,
        problems=problems,
        counts=WEEKLY.counts(actor, filters, page),
        week=week,
        weeks=_weeks(this_week),
        is_open=rules.is_open(week, clock.today()),
        signals=queries.signals(ids),
        light_names=rules.LIGHT_NAMES,
        days=queries.days_in_stage(ids),
        instructions=queries.instructions.instructions(actor, ids, week),
        editable=WEEKLY.editable(actor, ids),
        text=_text(page.rows, week),
        leaders=_leaders(),
        leads=WEEKLY.led_units(actor) != frozenset(),
        **_offered(),
    )


@bp.get("/weekly/export.<kind>")
@require(Can.EXPORT)
def weekly_export(kind: str) -> ResponseReturnValue:
    """The same rows as a file."""
    actor = current_actor()
    filters, _ = read_filters(WEEKLY.WeeklyFilters)
    columns = WEEKLY.columns(choose_locale(), filters.chosen)
    rows = WEEKLY.SHEET.export(WEEKLY.sheet(actor, filters), columns, read_query(WEEKLY.SHEET))
    asked = {"week": str(filters.chosen)} | filters.model_dump(mode="json", exclude_defaults=True)
    sheet = Sheet(say(Message("Weekly dispatch")), columns, _with_days(rows))
    return download(sheet, kind, partial(audit.record_export, actor, "weekly"), filters=asked)


def _with_days(rows: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """The rows with the days in the stage, paused time left out, in the place of the project's number (the last)."""
    while chunk := list(islice(rows, _CHUNK)):
        days = queries.days_in_stage([row[-1] for row in chunk])
        yield from ((*row[:-1], days.get(row[-1])) for row in chunk)


def _offered() -> dict[str, Any]:
    return {
        "units": [(unit.id, called(unit)) for unit in accounts.list_units()],
        "officers": [(user.id, called(user.person)) for user in accounts.list_active_users()],
        "task_forces": [(force.id, called(force)) for force in accounts.list_task_forces()],
    }


def _leaders() -> dict[int, str]:
    """The names of those who may sponsor a project."""
    return {person.id: pick(person.name, person.name_en) for person in accounts.list_people()}


def _weeks(this_week: Week) -> list[tuple[str, Message]]:
    """The last weeks to choose from, this one first."""
    return [(str(one), week_name(one)) for one in (this_week.later(-back) for back in range(12))]


def week_name(week: Week) -> Message:
    """`Week 28 (11 Jul – 17 Jul)`."""
    days = [figures.day_short(day, choose_locale()) for day in (week.monday, week.sunday)]
    return Message("Week %(number)s (%(first)s – %(last)s)", number=week.number, first=days[0], last=days[1])


def _text(rows: Sequence[Row[Any]], week: Week) -> str:
    """What has been written, as plain text that can be sent."""
    filled = [row for row in rows if row.progress or row.problems or row.coordination]
    parts = [say(Message("Weekly progress, %(week)s", week=week_name(week)))]
    for number, row in enumerate(filled, 1):
        stage, officer = say(rules.STAGE_NAMES[row.stage]), pick(row.officer_name, row.officer_name_en)
        parts.append("\n".join([f"{number}. {called(row)}（{stage} · {officer}）", *_lines(row)]))
    return "\n\n".join(parts)


def _lines(row: Row[Any]) -> Iterator[str]:
    asked = row.coordination
    if asked and row.department_zh:
        asked = f"{asked}（{pick(row.department_zh, row.department_en)}）"
    step = row.step
    if step and row.step_due_on:
        step = f"{step}（{figures.day_short(row.step_due_on, choose_locale())}）"
    for label, said in (
        (Message("Progress"), row.progress),
        (Message("Problems"), row.problems),
        (Message("Needs coordination"), asked),
        (Message("Next step"), step),
    ):
        if said:
            yield say(Message("%(label)s: %(said)s", label=label, said=said))
