"""Meeting records: the list, its export, the page, and what happens to a record."""

from functools import partial
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.attachments import queries as attachments
from app.audit import service as audit
from app.kernel import clock, settings
from app.kernel.archiving import add_archiving
from app.kernel.downloads import ListFile, download_list
from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.paging import open_list, read_filters
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.kernel.words import choose_locale
from app.meetings import queries, rules, service
from app.meetings.forms import LogForm, MeetingForm, values_of
from app.meetings.models import Meeting, MeetingStatus
from app.meetings.rules import course
from app.meetings.views.labels import filter_names, label
from app.projects.models import Project
from app.vocabularies import queries as vocabularies

bp = Blueprint("meetings", __name__, url_prefix="/meetings")
add_archiving(bp, "/<int:meeting_id>", service.archive, service.restore)

_REPEATS = {
    "week": Message("Every week"),
    "fortnight": Message("Every two weeks"),
    "month": Message("Every month"),
}


@bp.get("/")
@require(Can.SEE_MEETINGS)
def index() -> ResponseReturnValue:
    """The list."""
    actor = current_actor()
    rows = partial(queries.meetings.listing, actor)
    asked = open_list(queries.meetings.LIST, queries.meetings.MeetingFilters, rows)
    return render(
        "meetings/index.html",
        fragment="rows",
        **asked.words(),
        enterprises=queries.meetings.enterprises_of(asked.ids),
        leaders=queries.meetings.leaders_of(asked.ids),
        units=accounts.list_units(),
        named=filter_names(asked.filters.enterprise, asked.filters.project),
        status_names=queries.meetings.STATUS_NAMES,
        **_words(),
    )


@bp.get("/export.<kind>")
@require(Can.EXPORT)
def export(kind: str) -> ResponseReturnValue:
    """The rows of the list as a file."""
    actor = current_actor()
    filters, _ = read_filters(queries.meetings.MeetingFilters)
    rows, sent = queries.meetings.listing(actor, filters), partial(audit.record_export, actor, "meetings")
    columns = queries.register.columns(choose_locale())
    return download_list(
        kind, ListFile(Message("Meeting records"), queries.meetings.LIST, rows, columns), filters, sent
    )


@bp.get("/<int:meeting_id>")
@require(Can.SEE_MEETINGS)
def show(meeting_id: int) -> ResponseReturnValue:
    """One meeting."""
    actor = current_actor()
    meeting = queries.meetings.get(actor, meeting_id)
    return render(
        "meetings/show.html",
        meeting=meeting,
        may_edit=rules.may_edit(actor, meeting),
        plain=as_text(meeting),
        cancellation=queries.meetings.cancellation(meeting),
        series=queries.about.series(actor, meeting),
        **course_of(meeting),
        files=attachments.shelf(actor, "meetings", meeting),
        form=VersionForm(obj=meeting),
        **_page_words(),
    )


@bp.get("/<int:meeting_id>/saved")
@require(Can.SEE_MEETINGS)
def saved(meeting_id: int) -> ResponseReturnValue:
    """What to do after a meeting has been logged: send it on, move the project on, look at it."""
    return render_saved(queries.meetings.get(current_actor(), meeting_id))


def render_saved(meeting: Meeting) -> ResponseReturnValue:
    projects: list[Project] = [link.project for link in meeting.project_links]
    return render(
        "meetings/saved.html",
        fragment="panel",
        meeting=meeting,
        projects=projects,
        plain=as_text(meeting),
        **_page_words(),
    )


@bp.route("/<int:meeting_id>/edit", methods=["GET", "POST"])
@require(Can.LOG_MEETINGS)
def edit(meeting_id: int) -> ResponseReturnValue:
    """Correct a meeting."""
    actor = current_actor()
    meeting = queries.meetings.get(actor, meeting_id)
    rules.check_may_edit(actor, meeting)
    course.check_not_final(meeting, settings.read(course.FINAL_AFTER), clock.today())
    form = MeetingForm(obj=values_of(meeting))
    if form.carry_out(lambda draft: service.change(actor, meeting_id, draft)):
        return go_to("meetings.show", meeting_id=meeting_id, toast=Message("Saved."))
    offer_words(form)
    label(form)
    if form.clashed:
        form.compare(values_of(queries.meetings.get(actor, meeting_id)))
    return render("meetings/edit.html", form=form, meeting_id=meeting_id)


def course_of(meeting: Meeting) -> dict[str, Any]:
    """Where a meeting stands: whether it may be marked as held, and since when its minutes are final."""
    days, today = settings.read(course.FINAL_AFTER), clock.today()
    begun = course.status_at(meeting.starts_at, clock.now(), has_time=meeting.has_time) is MeetingStatus.HELD
    return {
        "has_begun": begun,
        "is_final": course.is_final(meeting, days, today),
        "final_on": course.final_on(meeting, days),
    }


def offer_words(form: LogForm | MeetingForm) -> None:
    """The words that the form offers; nothing chosen means that the program decides."""
    words = _words()
    form.mode.offer(words["modes"])
    form.level.offer(words["levels"], blank=Message("By the highest participant"))
    form.direction.offer(words["directions"], blank=Message("By the mode"))
    if isinstance(form, LogForm):
        form.repeats.offer(_REPEATS, blank=Message("No"))


def as_text(meeting: Meeting) -> str:
    """A meeting as plain text in the reader's language, to be pasted into a chat."""
    return render_template("meetings/plain.txt", meeting=meeting, **_page_words()).strip()


def _words() -> dict[str, dict[str, Message]]:
    locale = choose_locale()
    return {
        "modes": vocabularies.words("meeting_mode", locale),
        "levels": vocabularies.words("meeting_level", locale),
        "directions": vocabularies.words("meeting_direction", locale),
    }


def _page_words() -> dict[str, Any]:
    return {
        **_words(),
        "status_names": queries.meetings.STATUS_NAMES,
        "side_names": queries.follow_ups.SIDE_NAMES,
        "follow_up_status_names": queries.follow_ups.STATUS_NAMES,
    }
