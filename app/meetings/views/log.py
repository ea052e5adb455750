"""Logging a meeting: the drawer of every page, which is a page of its own without scripts."""

from datetime import date
from http import HTTPStatus
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.accounts import queries as accounts
from app.attachments.forms import choice, uploads_of
from app.enterprises import queries as enterprises
from app.kernel import clock, drafts
from app.kernel.db import id_of
from app.kernel.errors import Invalid
from app.kernel.fields import parse_day, record_ids
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Actor, Can
from app.kernel.rates import UPLOAD, count
from app.kernel.text import Message, is_clean
from app.kernel.uploads import takes_files
from app.kernel.web import go_to, render, wants_fragment, with_toast
from app.kernel.words import pick, say
from app.meetings import queries, rules, service
from app.meetings.forms import WORTH_KEEPING, LogForm, RowForm
from app.meetings.models import Meeting
from app.meetings.schemas import MOST_PICKED, MOST_ROWS, MeetingDraft
from app.meetings.views.labels import label
from app.meetings.views.records import bp, offer_words, render_saved
from app.projects import queries as projects

_NOT_KEPT = ("csrf_token", "once", "version")
_SHORT_MODE = "call"


@bp.route("/log", methods=["GET", "POST"])
@require(Can.LOG_MEETINGS)
@takes_files
def log() -> ResponseReturnValue:
    """Log a meeting. `?enterprise=` and `?project=` fill in what it is about; a half-written form comes back."""
    actor = current_actor()
    kept = drafts.find(actor, service.LOG_FORM) if request.method == "GET" else None
    form = _opened(actor, kept)
    made = form.carry_out(lambda draft: _save(actor, form, draft))
    if made is None:
        _ask_for_files_again(form)
        return _page(form, is_kept=kept is not None)
    if wants_fragment():
        panel = render_saved(queries.meetings.get(actor, id_of(made)))
        return with_toast(panel, Message("The meeting is logged."))
    return go_to("meetings.saved", meeting_id=id_of(made), toast=Message("The meeting is logged."))


def _save(actor: Actor, form: LogForm, draft: MeetingDraft) -> Meeting | None:
    """Log the meeting; None when the writer, without scripts, has yet to see whom and which day the lines name."""
    understood = service.understand(draft)
    if not wants_fragment() and understood.follow_ups != draft.follow_ups:
        _fill_in(form, understood)
        return None
    uploads = uploads_of(form.files)
    if uploads:
        count(UPLOAD, "user", str(actor.id))
    return service.log_with_files(actor, understood, uploads, once=form.once_key)


def _ask_for_files_again(form: LogForm) -> None:
    """A browser forgets the files of a form that comes back, so it is said instead of losing them silently."""
    if uploads_of(form.files):
        form.files.errors = [*form.files.errors, say(Message("Nothing is saved yet: choose the files once more."))]


def _fill_in(form: LogForm, understood: MeetingDraft) -> None:
    """Put what was read out of the lines into their rows."""
    form.has_read = True
    rows = (entry.form for entry in form.follow_ups if (entry.form.text.data or "").strip())
    for row, read in zip(rows, understood.follow_ups, strict=True):
        row.text.data = row.seen.data = read.text
        if isinstance(read.owner_id, int):
            row.owner_id.data = str(read.owner_id)
        if read.due_on:
            row.due_on.data = read.due_on.isoformat()


@bp.get("/log/lines")
@require(Can.LOG_MEETINGS)
def lines() -> ResponseReturnValue:
    """Whom and which day the next steps that are being typed name, one on each line: shown while one types."""
    typed = next((text for name, text in request.args.items() if name == "steps" or name.endswith("-text")), "")
    found: list[tuple[str, str, date | None]] = []
    problem = None
    try:
        rows = service.read_lines(typed if is_clean(typed) else "")
    except Invalid as refusal:
        rows, problem = [], next(iter(refusal.fields.values()))
    names = accounts.people([row.owner_id for row in rows if isinstance(row.owner_id, int)])
    for row in rows:
        person = names.get(row.owner_id) if isinstance(row.owner_id, int) else None
        if person or row.due_on:
            found.append((row.text, pick(person.name, person.name_en) if person else "", row.due_on))
    return render("meetings/_lines.html", found=found, problem=problem)


@bp.post("/log/draft")
@require(Can.LOG_MEETINGS)
def draft() -> ResponseReturnValue:
    """Keep what has been typed so far; a form with nothing in it is not kept."""
    typed = {name: request.form.getlist(name) for name in request.form if name not in _NOT_KEPT}
    if _is_worth_keeping(typed):
        service.keep_draft(current_actor(), typed, once=request.form.get("once", "")[:64])
    return "", 204


@bp.post("/log/start-over")
@require(Can.LOG_MEETINGS)
def start_over() -> ResponseReturnValue:
    """Forget what was typed and open an empty form."""
    actor = current_actor()
    drafts.discard(actor, service.LOG_FORM)
    if wants_fragment():
        return _page(_opened(actor, None), is_kept=False)
    return redirect(url_for("meetings.log", **_about()), HTTPStatus.SEE_OTHER)


@bp.get("/log/row")
@require(Can.LOG_MEETINGS)
def row() -> ResponseReturnValue:
    """One more empty next step for the form, and the button for the one after it."""
    asked = request.args.get("number", "")
    number = min(int(asked), MOST_ROWS - 1) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    form = LogForm(formdata=None, follow_ups=[{} for _ in range(number + 1)])
    _prepare(form, current_actor())
    return render("meetings/_row.html", row=form.follow_ups[number].form, number=number, most_rows=MOST_ROWS)


def _opened(actor: Actor, kept: dict[str, list[str]] | None) -> LogForm:
    """The form as it was sent, as it was left half-written, or with what the address and the day suggest."""
    if request.method == "POST" and request.endpoint == "meetings.log":
        return LogForm()
    if kept is not None:
        return LogForm(formdata=MultiDict((name, value) for name, values in kept.items() for value in values))
    about = _about()
    return LogForm(
        formdata=None,
        enterprises=[about["enterprise"]] if "enterprise" in about else None,
        projects=[about["project"]] if "project" in about else None,
        mode=_SHORT_MODE if _is_short() else None,
        day=clock.today(),
        ours=[actor.person_id],
    )


def _is_short() -> bool:
    """Whether the address asks for the short form: a call, or a note from a chat."""
    return request.args.get("short") == "1"


def _about() -> dict[str, Any]:
    """The enterprise or project that the address names."""
    found = {name: record_ids([request.args.get(name, "")]) for name in ("enterprise", "project")}
    return {name: numbers[0] for name, numbers in found.items() if numbers}


@bp.get("/log/contacts")
@require(Can.LOG_MEETINGS)
def contacts() -> ResponseReturnValue:
    """Contacts to pick from: of the enterprises and projects chosen in the form, on the day chosen there."""
    actor = current_actor()
    project_ids = list(projects.named(actor, _numbers("projects", "project_id")))
    enterprise_ids = [
        *_numbers("enterprises", "enterprise_id"),
        *queries.meetings.enterprises_of_projects(project_ids),
    ]
    found = enterprises.contact_options(actor, request.args.get("q", "")[:40], enterprise_ids, _day_asked())
    options = [
        (
            row.id,
            pick(row.name, row.name_en),
            pick(row.title_zh, row.title_en) or pick(row.enterprise_zh, row.enterprise_en),
        )
        for row in found
    ]
    return render("meetings/_options.html", options=options)


@bp.get("/log/projects")
@require(Can.LOG_MEETINGS)
def projects_of() -> ResponseReturnValue:
    """Projects to pick from: of the enterprise chosen in the form, else any."""
    chosen = _numbers("enterprises", "enterprise_id")
    found = projects.options(
        current_actor(), request.args.get("q", "")[:40], enterprise_id=chosen[0] if chosen else None
    )
    options = [(row.id, pick(row.name_zh, row.name_en), row.code) for row in found]
    return render("meetings/_options.html", options=options)


def _numbers(*names: str) -> list[int]:
    """The records that fields of the form hold; names that were typed have no number yet."""
    return record_ids(value for name in names for value in request.args.getlist(name)[:MOST_PICKED])


def _day_asked() -> date | None:
    try:
        day = parse_day(request.args.get("day", ""))
    except ValueError:
        return None
    return day if isinstance(day, date) else None


def _page(form: LogForm, *, is_kept: bool) -> ResponseReturnValue:
    steps = list(form.follow_ups)
    # A page without scripts cannot add a row. (A fragment has scripts, and htmx would bring a noscript to life.)
    spare = None if wants_fragment() else form.follow_ups.append_entry()
    _prepare(form, current_actor())
    return render(
        "meetings/log.html",
        fragment="panel",
        form=form,
        steps=steps,
        spare=spare,
        is_kept=is_kept,
        bare_about=_about(),
        about=_about() | ({"short": 1} if _is_short() else {}),
        is_short=_is_short(),
        chosen=choice(),
        most_rows=MOST_ROWS,
    )


def _prepare(form: LogForm, actor: Actor) -> None:
    """Words, labels and the defaults of untouched rows: the actor, in a week."""
    offer_words(form)
    due = (clock.today() + rules.USUAL_TERM).isoformat()
    for entry in form.follow_ups:
        step: RowForm = entry.form
        step.side.offer(queries.follow_ups.SIDE_NAMES)
        if not any(field.data for field in (step.text, step.owner_id, step.due_on)):
            step.owner_id.data, step.due_on.data = str(actor.person_id), due
    label(form)


def _is_worth_keeping(typed: dict[str, list[str]]) -> bool:
    """Whether anything has been typed that would be missed."""
    return any(
        "".join(values).strip()
        for name, values in typed.items()
        if name in WORTH_KEEPING or (name.startswith("follow_ups-") and name.endswith("-text"))
    )
