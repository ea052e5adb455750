"""Papers as pages and as Word files: the brief about an enterprise or a meeting, the minutes of a meeting."""

from functools import partial

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from app.audit import service as audit
from app.briefs import queries, rules, service
from app.briefs.views.brief import brief_of
from app.briefs.views.minutes import minutes_of
from app.enterprises import queries as enterprises
from app.kernel.display import name
from app.kernel.downloads import download_word
from app.kernel.guard import current_actor, require
from app.kernel.papers import Paper, as_text
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import render
from app.kernel.words import choose_locale, say
from app.meetings import queries as meetings

bp = Blueprint("briefs", __name__, url_prefix="/briefs")


@bp.get("/enterprises/<int:enterprise_id>")
@require(Can.SEE_MEETINGS)
def enterprise(enterprise_id: int) -> ResponseReturnValue:
    """What to know before meeting an enterprise."""
    firm = enterprises.get(current_actor(), enterprise_id)
    here = (name(firm), url_for("enterprises.show", enterprise_id=enterprise_id))
    crumbs = [(say(Message("Enterprises")), url_for("enterprises.index")), here]
    word = url_for("briefs.enterprise_word", enterprise_id=enterprise_id)
    return _page(_of_enterprise(enterprise_id), crumbs, word)


@bp.get("/enterprises/<int:enterprise_id>/word")
@require(Can.EXPORT)
def enterprise_word(enterprise_id: int) -> ResponseReturnValue:
    """The same as a Word file."""
    return _word(_of_enterprise(enterprise_id), {"enterprise": enterprise_id})


@bp.get("/meetings/<int:meeting_id>")
@require(Can.SEE_MEETINGS)
def meeting(meeting_id: int) -> ResponseReturnValue:
    """What to know before a meeting, with those who will be there."""
    word = url_for("briefs.meeting_word", meeting_id=meeting_id)
    return _page(_of_meeting(meeting_id), _to_meeting(meeting_id), word)


@bp.get("/meetings/<int:meeting_id>/word")
@require(Can.EXPORT)
def meeting_word(meeting_id: int) -> ResponseReturnValue:
    """The same as a Word file."""
    return _word(_of_meeting(meeting_id), {"meeting": meeting_id})


@bp.get("/meetings/<int:meeting_id>/minutes")
@require(Can.SEE_MEETINGS)
def minutes(meeting_id: int) -> ResponseReturnValue:
    """The minutes of a meeting."""
    word = url_for("briefs.minutes_word", meeting_id=meeting_id)
    return _page(_minutes(meeting_id), _to_meeting(meeting_id), word)


@bp.get("/meetings/<int:meeting_id>/minutes/word")
@require(Can.EXPORT)
def minutes_word(meeting_id: int) -> ResponseReturnValue:
    """The same as a Word file."""
    return _word(_minutes(meeting_id), {"minutes": meeting_id})


def _of_enterprise(enterprise_id: int) -> Paper:
    found = queries.for_enterprise(current_actor(), enterprise_id)
    made = brief_of(found)
    service.note_looks(current_actor(), found.projects)
    return made


def _of_meeting(meeting_id: int) -> Paper:
    about = meetings.meetings.get(current_actor(), meeting_id)
    found = queries.for_meeting(current_actor(), about)
    made = brief_of(found, about)
    service.note_looks(current_actor(), found.projects)
    return made


def _minutes(meeting_id: int) -> Paper:
    about = meetings.meetings.get(current_actor(), meeting_id)
    rules.check_has_minutes(about)
    return minutes_of(about)


def _to_meeting(meeting_id: int) -> list[tuple[str, str]]:
    about = meetings.meetings.get(current_actor(), meeting_id)
    here = (about.title, url_for("meetings.show", meeting_id=meeting_id))
    return [(say(Message("Meeting records")), url_for("meetings.index")), here]


def _page(paper: Paper, crumbs: list[tuple[str, str]], word: str) -> ResponseReturnValue:
    plain = as_text(paper, choose_locale())
    return render("briefs/paper.html", paper=paper, plain=plain, way=crumbs, word_href=word)


def _word(paper: Paper, about: dict[str, int]) -> ResponseReturnValue:
    """The file, after it is noted who took it out."""
    return download_word(paper, partial(audit.record_export, current_actor(), "briefs"), filters=about)
