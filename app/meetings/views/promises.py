"""Follow-ups: the list by due day, its export, one on its page, and closing or moving it."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.attachments import queries as attachments
from app.audit import service as audit
from app.kernel import clock
from app.kernel.downloads import ListFile, download_list
from app.kernel.fields import record_ids
from app.kernel.guard import current_actor, require
from app.kernel.listing import COUNT_CAP
from app.kernel.paging import ListLinks, read_filters, read_query
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.kernel.words import choose_locale, say
from app.meetings import queries, rules, service
from app.meetings.forms import CloseForm, DueForm, FollowUpForm
from app.meetings.models import FollowUpStatus
from app.meetings.views.labels import filter_names, label
from app.vocabularies import queries as vocabularies

follow_ups = Blueprint("follow_ups", __name__, url_prefix="/follow-ups")

_OUTCOMES = {"closed": Message("Done"), "cancelled": Message("No longer needed")}
_SPANS = {
    "overdue": Message("Overdue"),
    "today": Message("Due today"),
    "week": Message("Within a week"),
    "later": Message("Later"),
}


@follow_ups.get("/")
@require(Can.SEE_MEETINGS)
def index() -> ResponseReturnValue:
    """The list by due day: mine, my unit's, or all."""
    actor = current_actor()
    filters, problems = read_filters(queries.follow_ups.FollowUpFilters)
    listing = queries.follow_ups.LIST
    page = listing.page(queries.follow_ups.listing(actor, filters), read_query(listing))
    return render(
        "follow_ups/index.html",
        fragment="rows",
        page=page,
        groups=_grouped(page.rows, filters.status),
        links=ListLinks(listing, page, filters),
        filters=filters,
        problems=problems,
        tabs=_tabs(filters, queries.follow_ups.counts(actor, filters)),
        named=filter_names(filters.enterprise, filters.project),
        due_names=queries.follow_ups.SPAN_NAMES,
        may_settle=partial(rules.may_settle, actor),
        plain=render_template("follow_ups/plain.txt", rows=page.rows, heading=_heading(filters), **_words()).strip(),
        **_words(),
    )


def _heading(filters: queries.follow_ups.FollowUpFilters) -> str:
    """What the rows of the list are, in a few words, for whom they are sent to."""
    parts = [queries.follow_ups.WHOSE_NAMES[filters.whose], queries.follow_ups.STATUS_NAMES[filters.status]]
    if filters.due:
        parts.append(queries.follow_ups.SPAN_NAMES[filters.due])
    return " · ".join(map(say, parts))


@follow_ups.get("/export.<kind>")
@require(Can.EXPORT)
def export(kind: str) -> ResponseReturnValue:
    """The rows of the list as a file."""
    actor = current_actor()
    filters, _ = read_filters(queries.follow_ups.FollowUpFilters)
    rows, sent = queries.follow_ups.listing(actor, filters), partial(audit.record_export, actor, "follow_ups")
    columns = queries.follow_ups.columns(choose_locale())
    return download_list(kind, ListFile(Message("Follow-ups"), queries.follow_ups.LIST, rows, columns), filters, sent)


@follow_ups.get("/<int:follow_up_id>")
@require(Can.SEE_MEETINGS)
def show(follow_up_id: int) -> ResponseReturnValue:
    """One follow-up, with the forms that close it or move its day."""
    return _page(follow_up_id)


@follow_ups.route("/new", methods=["GET", "POST"])
@require(Can.LOG_MEETINGS)
def create() -> ResponseReturnValue:
    """Write a follow-up down. `?enterprise=`, `?project=` and `?meeting=` say what it is about."""
    actor = current_actor()
    form = FollowUpForm(data=_suggested(actor.person_id))
    made = form.carry_out(lambda draft: service.promise(actor, draft, once=form.once_key))
    if made:
        return go_to("follow_ups.show", follow_up_id=made.id, toast=Message("Saved."))
    form.side.offer(queries.follow_ups.SIDE_NAMES)
    form.source.offer(vocabularies.words("followup_source", choose_locale()))
    label(form)
    about = record_ids([form.meeting_id.data or ""])
    meeting = queries.meetings.find(actor, about[0]) if about else None
    return render("follow_ups/new.html", form=form, meeting=meeting)


@follow_ups.post("/<int:follow_up_id>/close")
@require(Can.LOG_MEETINGS)
def close(follow_up_id: int) -> ResponseReturnValue:
    """Close a follow-up with a note."""
    actor = current_actor()
    form = CloseForm()
    if form.carry_out(lambda draft: service.close(actor, follow_up_id, draft)):
        return go_to("follow_ups.show", follow_up_id=follow_up_id, toast=Message("Closed."))
    return _page(follow_up_id, close_form=form)


@follow_ups.post("/<int:follow_up_id>/postpone")
@require(Can.LOG_MEETINGS)
def postpone(follow_up_id: int) -> ResponseReturnValue:
    """Move a follow-up to another day, with a reason."""
    actor = current_actor()
    form = DueForm()
    if form.carry_out(lambda draft: service.postpone(actor, follow_up_id, draft)):
        return go_to("follow_ups.show", follow_up_id=follow_up_id, toast=Message("The day is moved."))
    return _page(follow_up_id, due_form=form)


def _page(
    follow_up_id: int, close_form: CloseForm | None = None, due_form: DueForm | None = None
) -> ResponseReturnValue:
    """The page of a follow-up; the form that was refused shows what was typed, the other one the record."""
    actor = current_actor()
    follow_up = queries.follow_ups.get(actor, follow_up_id)
    refused = close_form or due_form
    if refused and refused.clashed:
        refused.version.data = str(follow_up.version)
    close_form = close_form or CloseForm(formdata=None, obj=follow_up)
    due_form = due_form or DueForm(formdata=None, version=follow_up.version)
    close_form.outcome.offer(_OUTCOMES)
    return render(
        "follow_ups/show.html",
        form=refused,
        follow_up=follow_up,
        meeting=queries.meetings.find(actor, follow_up.meeting_id) if follow_up.meeting_id else None,
        close_form=close_form,
        due_form=due_form,
        history=queries.follow_ups.moves(follow_up),
        files=attachments.shelf(actor, "follow_ups", follow_up),
        may_settle=rules.may_settle(actor, follow_up) and rules.is_open(follow_up),
        span=rules.span_of(follow_up.due_on, clock.today()),
        sources=vocabularies.words("followup_source", choose_locale()),
        **_words(),
    )


def _tabs(
    filters: queries.follow_ups.FollowUpFilters, counts: dict[queries.follow_ups.Whose, int]
) -> list[tuple[str, str, bool, str]]:
    """Mine, my unit's, all: each with its link under the same filters, and its count up to the cap."""
    asked = filters.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    return [
        (
            say(word),
            url_for("follow_ups.index", **{**asked, "whose": whose.value}),
            whose is filters.whose,
            f"{counts[whose]:,}" if counts[whose] <= COUNT_CAP else f"{COUNT_CAP:,}+",
        )
        for whose, word in queries.follow_ups.WHOSE_NAMES.items()
    ]


def _suggested(person_id: int) -> dict[str, Any]:
    """What the address says the new follow-up is about, its owner the reader, its day in a week."""
    asked = {name: request.args.get(name, "") for name in ("enterprise", "project", "meeting")}
    return {
        **{f"{name}_id": value for name, value in asked.items() if record_ids([value])},
        "owner_id": person_id,
        "due_on": clock.today() + rules.USUAL_TERM,
        "source": "meeting" if record_ids([asked["meeting"]]) else "other",
    }


def _grouped(rows: Sequence[Any], status: FollowUpStatus) -> list[tuple[Message | None, str, list[Any]]]:
    """The rows of a page under headings by when they are due; what is closed needs none."""
    if status is not FollowUpStatus.OPEN:
        return [(None, "", list(rows))] if rows else []
    today = clock.today()
    runs = groupby(rows, key=lambda row: rules.span_of(row.due_on, today))
    return [(_SPANS[span], span, list(run)) for span, run in runs]


def _words() -> dict[str, Any]:
    return {"status_names": queries.follow_ups.STATUS_NAMES, "side_names": queries.follow_ups.SIDE_NAMES}
