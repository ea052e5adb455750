"""What the rooms below know of activities."""

from app.activities import rules
from app.activities.models import Activity
from app.activities.queries import activities
from app.kernel.subjects import SUBJECTS, SubjectKind
from app.kernel.text import Message
from app.meetings.queries import subjects as meetings
from app.projects.models import Disclosure


def is_confidential(activity: Activity) -> bool:
    """Marked so, with a confidential meeting, or with a project that is not open."""
    return (
        activity.is_confidential
        or any(meetings.is_confidential(link.meeting) for link in activity.meeting_links)
        or any(result.project.disclosure is not Disclosure.OPEN for result in activity.results)
    )


SUBJECTS.plug("activities")(
    SubjectKind(
        word=Message("Activity"),
        get=activities.get,
        names=lambda activity: (activity.title, ""),
        endpoint="activities.show",
        key="activity_id",
        may_change=rules.may_edit,
        is_confidential=is_confidential,
        takes_files=True,
    )
)
