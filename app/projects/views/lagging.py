"""Lag lists (滞后清单): one page with a tab for each, and each as a file."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.audit import service as audit
from app.kernel import clock, settings
from app.kernel.display import name as called
from app.kernel.downloads import download
from app.kernel.guard import current_actor, require
from app.kernel.paging import ListLinks, read_filters, read_query
from app.kernel.permissions import Can
from app.kernel.tabular import Sheet
from app.kernel.text import Message
from app.kernel.web import render
from app.kernel.words import choose_locale, say
from app.projects import queries, rules
from app.projects.rules import Lag
from app.projects.views.records import bp
from app.vocabularies import queries as vocabularies

LAGS = queries.lags


@bp.get("/lagging")
@require(Can.SEE_PROJECTS)
def lagging() -> ResponseReturnValue:
    """The list that `late` names, the longest late first."""
    actor = current_actor()
    filters, problems = read_filters(LAGS.LagFilters)
    listing = LAGS.LISTS[filters.late].listing
    page = listing.page(LAGS.late_rows(actor, filters), read_query(listing))
    today = clock.today()
    return render(
        "projects/lagging.html",
        fragment="rows",
        page=page,
        links=ListLinks(listing, page, filters, file="projects.lagging_export"),
        filters=filters,
        problems=problems,
        tabs=_tabs(filters, LAGS.counts(actor, filters, page)),
        explanation=explanation(filters.late),
        late={(row.row_id): LAGS.days_late(filters.late, row.since, today) for row in page.rows},
        what={row.row_id: _what(filters.late, row.what, row.track) for row in page.rows},
        units=[(unit.id, called(unit)) for unit in accounts.list_units()],
        officers=[(user.id, called(user.person)) for user in accounts.list_active_users()],
        task_forces=[(force.id, called(force)) for force in accounts.list_task_forces()],
        parks=[(unit.id, called(unit)) for unit in accounts.list_units(kind="park")],
        sectors=[(sector.id, called(sector)) for sector in vocabularies.key_sectors(actor)],
    )


@bp.get("/lagging/export.<kind>")
@require(Can.EXPORT)
def lagging_export(kind: str) -> ResponseReturnValue:
    """The same rows as a file."""
    actor = current_actor()
    filters, _ = read_filters(LAGS.LagFilters)
    listing = LAGS.LISTS[filters.late].listing
    columns = LAGS.columns(choose_locale(), filters.late)
    rows = listing.export(LAGS.late_rows(actor, filters), columns, read_query(listing))
    name = say(Message("Lag list %(name)s", name=rules.LAG_NAMES[filters.late]))
    sheet = Sheet(name, columns, _with_days(rows, filters.late))
    asked = filters.model_dump(mode="json", exclude_defaults=True)
    return download(sheet, kind, partial(audit.record_export, actor, "lagging"), filters=asked)


def _with_days(rows: Iterator[Sequence[Any]], lag: Lag) -> Iterator[Sequence[Any]]:
    """The rows with the days late in the place of the day since when (the last)."""
    today = clock.today()
    return ((*row[:-1], LAGS.days_late(lag, row[-1], today)) for row in rows)


def _tabs(filters: queries.lags.LagFilters, counts: dict[Lag, int]) -> list[tuple[str, str, bool, int]]:
    kept = filters.model_dump(mode="json", exclude_defaults=True, exclude={"late"})
    return [
        (say(name), url_for("projects.lagging", late=lag, **kept), lag is filters.late, counts[lag])
        for lag, name in rules.LAG_NAMES.items()
    ]


def explanation(lag: Lag) -> Message:
    """What stands on a list, with the office's own figures."""
    if lag in rules.GAPS:
        gap = rules.GAPS[lag]
        names = {"after": rules.MILESTONE_NAMES[gap.after], "missing": rules.MILESTONE_NAMES[gap.missing]}
        return Message(
            "%(after)s more than %(months)s months ago, and not yet: %(missing)s. Paused projects are left out.",
            months=settings.read(gap.months),
            **names,
        )
    days = {"near": settings.read(rules.QUIET_DAYS_NEAR), "days": settings.read(rules.QUIET_DAYS)}
    return {
        Lag.NO_STEP: Message("Projects on their way on which nobody has said what comes next."),
        Lag.QUIET: Message(
            "No meeting and no weekly progress for %(days)s days; %(near)s for key projects and those near signing.",
            **days,
        ),
        Lag.OPEN_ITEMS: Message("What projects moved on without, the earliest day to settle it first."),
        Lag.TO_VERIFY: Message("Milestones that somebody has claimed and nobody has verified yet."),
    }[lag]


def _what(lag: Lag, code: Any, track: Any) -> Message | str:
    """The condition or the milestone that a row is about."""
    if lag is Lag.OPEN_ITEMS:
        return rules.BY_CODE[code].title if code in rules.BY_CODE else str(code)
    return rules.milestone_name(code, track) if lag is Lag.TO_VERIFY else ""
