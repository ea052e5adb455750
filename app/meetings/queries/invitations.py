"""What a planned meeting means for the calendar of somebody who takes part, or takes part no more."""

from app.kernel import clock
from app.kernel.ics import INVITATIONS, Appointment, Invitation, Method, Status, uid_of
from app.kernel.permissions import Actor
from app.meetings.models import MeetingStatus
from app.meetings.queries import meetings
from app.meetings.queries.subjects import is_confidential


@INVITATIONS.plug("meetings")
def invitation(actor: Actor, meeting_id: int) -> Invitation | None:
    """As the meeting is now: to be taken in while it is planned and the reader takes part, else to be taken out."""
    meeting = meetings.find(actor, meeting_id)
    if meeting is None or meeting.status is MeetingStatus.HELD:
        return None
    takes_part = any(ours.person_id == actor.person_id for ours in meeting.ours)
    is_on = takes_part and meeting.status is MeetingStatus.PLANNED and meeting.archived_at is None
    appointment = Appointment(
        uid=uid_of("meeting", meeting.id, meeting.created_at),
        sequence=meeting.version,
        changed_at=meeting.updated_at,
        starts=meeting.starts_at if meeting.has_time else clock.local(meeting.starts_at).date(),
        ends=meeting.ends_at,
        summary=meeting.title,
        place=meeting.place,
        status=Status.CONFIRMED if is_on else Status.CANCELLED,
    )
    return Invitation(appointment, Method.REQUEST if is_on else Method.CANCEL, is_confidential(meeting))
