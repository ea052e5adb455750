"""What the rooms below know of meetings and follow-ups."""

from app.kernel.subjects import SUBJECTS, SubjectKind
from app.kernel.text import Message
from app.meetings import rules
from app.meetings.models import FollowUp, Meeting
from app.meetings.queries import follow_ups, meetings
from app.meetings.rules import follow_ups as follow_up_rules
from app.projects.models import Disclosure


def is_confidential(meeting: Meeting) -> bool:
    """Marked so, or about a project that is not open."""
    about = (link.project for link in meeting.project_links)
    return meeting.is_confidential or any(project.disclosure is not Disclosure.OPEN for project in about)


def comes_from_confidential(follow_up: FollowUp) -> bool:
    """Of a project that is not open, or agreed in a confidential meeting."""
    if follow_up.project and follow_up.project.disclosure is not Disclosure.OPEN:
        return True
    return follow_up.meeting is not None and is_confidential(follow_up.meeting)


SUBJECTS.plug("meetings")(
    SubjectKind(
        word=Message("Meeting record"),
        get=meetings.get,
        names=lambda meeting: (meeting.title, ""),
        endpoint="meetings.show",
        key="meeting_id",
        may_change=rules.may_edit,
        is_confidential=is_confidential,
        takes_files=True,
    )
)
SUBJECTS.plug("follow_ups")(
    SubjectKind(
        word=Message("Follow-up"),
        get=follow_ups.get,
        names=lambda follow_up: (follow_up.text, ""),
        endpoint="follow_ups.show",
        key="follow_up_id",
        may_change=follow_up_rules.may_note,
        is_confidential=comes_from_confidential,
        takes_files=True,
    )
)
