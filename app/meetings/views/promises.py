"""Follow-ups: the list by due day, its export, one on its page, and a new or a corrected one."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.attachments import queries as attachments
from app.audit import service as audit
from app.calendar import queries as calendar
from app.kernel import clock
from app.kernel.display import name
from app.kernel.downloads import download
from app.kernel.fields import record_ids
from app.kernel.forms import Form
from app.kernel.guard import current_actor, require
from app.kernel.listing import COUNT_CAP
from app.kernel.paging import open_list, read_filters, read_query
from app.kernel.permissions import Can
from app.kernel.tabular import Sheet
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.kernel.words import choose_locale, say
from app.meetings import queries, rules, service
from app.meetings.forms import CloseForm, DueForm, FollowUpChangeForm, FollowUpForm, NoteForm, ReasonForm, SubmitForm
from app.meetings.models import FollowUp, FollowUpStatus, Step
from app.meetings.rules.follow_ups import Deed, check_may, check_possible, deeds, may_lift, may_settle
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
_STEP_NAMES = {
    Step.PROGRESS: Message("Progress"),
    Step.SUBMIT: Message("Submitted"),
    Step.SEND_BACK: Message("Sent back"),
    Step.CLOSE: Message("Closed"),
    Step.CANCEL: Message("No longer needed"),
    Step.REOPEN: Message("Reopened"),
}
_RUNG_NAMES = {
    1: Message("Overdue: the owner was told"),
    2: Message("Overdue: it came to the head of the unit"),
    3: Message("Overdue: it came to the supervisor"),
}


@follow_ups.get("/")
@require(Can.SEE_MEETINGS)
def index() -> ResponseReturnValue:
    """The list by due day: mine, supported or supervised by me, my unit's, or all."""
    actor = current_actor()
    rows = partial(queries.follow_ups.listing, actor)
    asked = open_list(queries.follow_ups.LIST, queries.follow_ups.FollowUpFilters, rows)
    page, filters = asked.page, asked.filters
    return render(
        "follow_ups/index.html",
        fragment="rows",
        **asked.words(),
        groups=_grouped(page.rows, filters.status),
        tabs=_tabs(filters, queries.follow_ups.counts(actor, filters, page)),
        named=filter_names(filters.enterprise, filters.project),
        meeting=queries.meetings.find(actor, filters.meeting) if filters.meeting else None,
        waiting=queries.count_submitted(actor),
        due_names=queries.follow_ups.SPAN_NAMES,
        may_settle=partial(may_settle, actor),
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
    columns = queries.promised.list_columns(choose_locale())
    rows = queries.promised.list_rows(actor, filters, columns, read_query(queries.follow_ups.LIST))
    asked = filters.model_dump(mode="json", exclude_defaults=True)
    sheet = Sheet(say(Message("Follow-ups")), columns, rows)
    return download(sheet, kind, partial(audit.record_export, actor, "follow_ups"), filters=asked)


@follow_ups.get("/<int:follow_up_id>")
@require(Can.SEE_MEETINGS)
def show(follow_up_id: int) -> ResponseReturnValue:
    """One follow-up, with the forms for what the reader can do with it."""
    return page_of(follow_up_id)


@follow_ups.route("/new", methods=["GET", "POST"])
@require(Can.LOG_MEETINGS)
def create() -> ResponseReturnValue:
    """Write a follow-up down. `?enterprise=`, `?project=` and `?meeting=` say what it is about."""
    actor = current_actor()
    form = FollowUpForm(data=_suggested(actor.person_id))
    made = form.carry_out(lambda draft: service.promise(actor, draft, once=form.once_key))
    if made:
        return go_to("follow_ups.show", follow_up_id=made.id, toast=Message("Saved."))
    _offer_words(form)
    form.source.offer(vocabularies.words("followup_source", choose_locale()))
    label(form)
    about = record_ids([form.meeting_id.data or ""])
    meeting = queries.meetings.find(actor, about[0]) if about else None
    return render("follow_ups/new.html", form=form, meeting=meeting)


@follow_ups.route("/<int:follow_up_id>/edit", methods=["GET", "POST"])
@require(Can.LOG_MEETINGS)
def edit(follow_up_id: int) -> ResponseReturnValue:
    """Correct a follow-up, or give it to somebody else."""
    actor = current_actor()
    follow_up = queries.follow_ups.get(actor, follow_up_id)
    check_may(actor, follow_up, Deed.EDIT)
    check_possible(follow_up, Deed.EDIT)
    form = FollowUpChangeForm(obj=follow_up, data=_shown(follow_up))
    if form.carry_out(lambda draft: service.edit(actor, follow_up_id, draft)):
        return go_to("follow_ups.show", follow_up_id=follow_up_id, toast=Message("Saved."))
    _offer_words(form)
    label(form)
    follow_up = queries.follow_ups.get(actor, follow_up_id)
    if form.clashed:
        form.compare(follow_up, **_shown(follow_up))
    return render("follow_ups/edit.html", form=form, follow_up=follow_up, may_lift=may_lift(actor, follow_up))


def page_of(follow_up_id: int, refused: Form[Any] | None = None) -> ResponseReturnValue:
    """The page of a follow-up; the form that was refused shows what was typed, the other ones the record."""
    actor = current_actor()
    follow_up = queries.follow_ups.get(actor, follow_up_id)
    if refused and refused.clashed:
        refused.version.data = str(follow_up.version)
    forms = _forms(follow_up, refused)
    return render(
        "follow_ups/show.html",
        form=refused,
        forms=forms,
        follow_up=follow_up,
        meeting=queries.meetings.find(actor, follow_up.meeting_id) if follow_up.meeting_id else None,
        can=deeds(actor, follow_up),
        moves=queries.follow_ups.moves(follow_up),
        notes=queries.follow_ups.notes(follow_up),
        escalations=queries.follow_ups.escalations(follow_up),
        step_names=_STEP_NAMES,
        rung_names=_RUNG_NAMES,
        files=attachments.shelf(actor, "follow_ups", follow_up),
        is_provisional=calendar.workdays().is_provisional(follow_up.due_on.year),
        sources=vocabularies.words("followup_source", choose_locale()),
        **_words(),
    )


def _forms(follow_up: FollowUp, refused: Form[Any] | None) -> dict[str, Form[Any]]:
    """The short forms of the page by what they do."""
    version = {"version": follow_up.version}
    found: dict[str, Form[Any]] = {
        "close": CloseForm(formdata=None, obj=follow_up),
        "postpone": DueForm(formdata=None, data=version),
        "note": NoteForm(formdata=None),
        "submit": SubmitForm(formdata=None, data=version),
        "send_back": ReasonForm(formdata=None, data=version),
        "reopen": ReasonForm(formdata=None, data=version),
    }
    if refused:
        found[(request.endpoint or "").rpartition(".")[2]] = refused
    close = found["close"]
    if isinstance(close, CloseForm):
        close.outcome.offer(_OUTCOMES)
    return found


def _shown(follow_up: FollowUp) -> dict[str, Any]:
    """What a form shows of a follow-up that is not one of its columns."""
    return {
        "counterpart": follow_up.counterpart_id,
        "supporters": [one.person_id for one in follow_up.supporters],
        "units": [one.unit_id for one in follow_up.units],
    }


def _offer_words(form: FollowUpForm | FollowUpChangeForm) -> None:
    form.side.offer(queries.follow_ups.SIDE_NAMES)
    form.units.offer({unit.id: name(unit) for unit in accounts.list_units()})


def _tabs(
    filters: queries.follow_ups.FollowUpFilters, counts: dict[queries.follow_ups.Whose, int]
) -> list[tuple[str, str, bool, str]]:
    """Whose: each with its link under the same filters, and its count up to the cap."""
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
    runs = groupby(rows, key=lambda row: queries.follow_ups.span_of(row.due_on))
    return [(_SPANS[span], span, list(run)) for span, run in runs]


def _words() -> dict[str, Any]:
    return {"status_names": queries.follow_ups.STATUS_NAMES, "side_names": queries.follow_ups.SIDE_NAMES}
