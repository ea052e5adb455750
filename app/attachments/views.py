"""Pages of files: hand in, replace, withdraw, download. Each record's page shows its own files."""

from typing import Any, BinaryIO

from flask import Blueprint, Response, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.attachments import queries, rules, service
from app.attachments.forms import AttachmentForm, NewVersionForm, WithdrawalForm, choice
from app.attachments.models import Attachment
from app.attachments.schemas import NewVersionDraft
from app.attachments.service.arrivals import check_room
from app.kernel.errors import Forbidden, Invalid, NotFound
from app.kernel.guard import current_actor, find_actor, require
from app.kernel.permissions import Can
from app.kernel.rates import UPLOAD, limited
from app.kernel.subjects import subject_kind
from app.kernel.text import Message
from app.kernel.uploads import asks_for_files, takes_files
from app.kernel.web import go_to, render
from app.kernel.words import pick
from app.vocabularies import queries as vocabularies

bp = Blueprint("attachments", __name__, url_prefix="/files")

#: What no condition asks for: nothing is fulfilled by a kind that nobody chose.
_USUAL_KIND = "other"


@bp.before_app_request
def let_files_in() -> None:
    """Who is signed in may send more than a form to doors for files; it is refused here, before it is read."""
    if request.method == "POST" and asks_for_files() and find_actor():
        needed = request.content_length or 0
        if needed > (request.max_content_length or 0):  # files that fit into any form are asked when they are put away
            check_room(needed)
        request.max_content_length = rules.request_bytes()


@bp.route("/<kind>/<int:subject_id>/new", methods=["GET", "POST"])
@require(Can.USE)
@limited(UPLOAD, posts_only=True)
@takes_files
def create(kind: str, subject_id: int) -> ResponseReturnValue:
    """Hand in files on a record."""
    actor = current_actor()
    record = _record(kind, subject_id)
    form = AttachmentForm()
    made = form.carry_out(lambda draft: service.add(actor, kind, subject_id, draft, form.uploads(), once=form.once_key))
    if made:
        return _back(kind, subject_id, Message("Uploaded."))
    form.kind.data = form.kind.data or _USUAL_KIND
    form.kind.offer({term.code: pick(term.name_zh, term.name_en) for term in vocabularies.terms("document_kind")})
    return render("attachments/new.html", fragment="step", form=form, **_about(kind, record), chosen=choice())


@bp.route("/<int:attachment_id>/supersede", methods=["GET", "POST"])
@require(Can.USE)
@limited(UPLOAD, posts_only=True)
@takes_files
def supersede(attachment_id: int) -> ResponseReturnValue:
    """Put a new version in a file's place."""
    actor = current_actor()
    file = queries.get(actor, attachment_id)
    record = _record(file.subject_kind, file.subject_id)
    form = NewVersionForm(data={"version": file.version})
    if form.carry_out(lambda draft: _supersede(form, attachment_id, draft)):
        return _back(file.subject_kind, file.subject_id, Message("The new version is in its place."))
    about = _about(file.subject_kind, record)
    return render("attachments/supersede.html", fragment="step", form=form, file=file, **about, chosen=choice())


@bp.route("/<int:attachment_id>/withdraw", methods=["GET", "POST"])
@require(Can.USE)
def withdraw(attachment_id: int) -> ResponseReturnValue:
    """Take a file out of sight."""
    actor = current_actor()
    file = queries.get(actor, attachment_id)
    record = _record(file.subject_kind, file.subject_id)
    form = WithdrawalForm(data={"version": file.version})
    if form.carry_out(lambda draft: service.withdraw(actor, attachment_id, draft)):
        return _back(file.subject_kind, file.subject_id, Message("Withdrawn. Auditors can still see it."))
    return render(
        "attachments/withdraw.html", fragment="step", form=form, file=file, **_about(file.subject_kind, record)
    )


@bp.get("/<int:attachment_id>")
@require(Can.USE)
def download(attachment_id: int) -> Response:
    """The file itself: never shown by the browser, always saved."""
    return _sent(*service.hand_out(current_actor(), attachment_id), as_attachment=True)


@bp.get("/<int:attachment_id>/view")
@require(Can.USE)
def view(attachment_id: int) -> ResponseReturnValue:
    """A picture on a page, with what is said about it."""
    actor = current_actor()
    file = queries.get(actor, attachment_id)
    if file.format not in rules.DRAWN or file.storage_key is None:
        raise NotFound
    record = subject_kind(file.subject_kind).get(actor, file.subject_id)
    return render("attachments/view.html", file=file, **_about(file.subject_kind, record))


@bp.get("/<int:attachment_id>/picture")
@require(Can.USE)
def picture(attachment_id: int) -> Response:
    """A picture for the page that shows it: the one file that a browser may draw, and only as what it is."""
    return _sent(*service.hand_out_picture(current_actor(), attachment_id), as_attachment=False)


def _sent(file: Attachment, content: BinaryIO, *, as_attachment: bool) -> Response:
    media_type = rules.FORMATS[file.format].media_type
    answer = send_file(
        content,
        mimetype=media_type,
        as_attachment=as_attachment,
        download_name=file.name,
        conditional=False,
        etag=False,
    )
    answer.headers["Content-Type"] = media_type
    answer.content_length = file.size
    return answer


def _supersede(form: NewVersionForm, attachment_id: int, draft: NewVersionDraft) -> Attachment:
    upload = form.upload()
    if upload is None:
        raise Invalid.at("files", Message("Choose a file."))
    return service.supersede(current_actor(), attachment_id, draft, upload)


def _record(kind: str, subject_id: int) -> Any:
    """The record of a form, for who may put files on it."""
    actor, known = current_actor(), subject_kind(kind)
    record = known.get(actor, subject_id)
    if not queries.may_add(actor, kind, record):
        raise Forbidden
    return record


def _about(kind: str, record: Any) -> dict[str, Any]:
    """What a page says about the record that its file lies on."""
    known = subject_kind(kind)
    home = url_for(known.endpoint, **{known.key: record.id})
    return {"word": known.word, "record_name": pick(*known.names(record)), "home": home}


def _back(kind: str, subject_id: int, toast: Message) -> ResponseReturnValue:
    known = subject_kind(kind)
    return go_to(known.endpoint, toast=toast, **{known.key: subject_id})
