"""Logging a meeting together with the photos and papers of it: all of it, or nothing."""

from collections.abc import Sequence

from app.attachments import rules
from app.attachments import service as attachments
from app.attachments.schemas import AttachmentDraft, Upload
from app.attachments.service.arrivals import Arrival
from app.kernel.db import command
from app.kernel.permissions import Actor
from app.meetings.models import Meeting
from app.meetings.schemas import MeetingDraft
from app.meetings.service.meetings import log


def log_with_files(actor: Actor, draft: MeetingDraft, uploads: Sequence[Upload], *, once: str) -> Meeting:
    """Log a meeting with its files. Invalid at `files` says which ones are not taken, and nothing is logged then."""
    if not uploads:
        return log(actor, draft, once=once)
    with attachments.taken_in(uploads) as arrivals:
        return _log_and_lay(actor, draft, arrivals, once=once)


@command
def _log_and_lay(actor: Actor, draft: MeetingDraft, arrivals: Sequence[Arrival], *, once: str) -> Meeting:
    meeting = log(actor, draft, once=once)
    pictures = [one for one in arrivals if rules.FORMATS[one.format].family is rules.Family.PICTURES]
    papers = [one for one in arrivals if one not in pictures]
    for kind, some in (("photo", pictures), ("other", papers)):
        if some:
            about = AttachmentDraft(kind=kind)
            attachments.write_down(actor, "meetings", meeting.id, about, some, once=f"{once}-{kind}")
    return meeting
