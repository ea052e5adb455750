"""What activities forget about an erased contact."""

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import selectinload

from app.activities import rules
from app.activities.models import Activity, ActivityEnterprise, ActivityMeeting, ActivityPerson
from app.kernel.db import db
from app.kernel.personal import ERASE, Erasure, blot
from app.meetings.models import MeetingTheirs


@ERASE.plug("activities")
def forget(erasure: Erasure) -> None:
    """Texts of the activities that met their enterprises, or held a meeting with them, are blotted."""
    met = select(ActivityEnterprise.activity_id).where(ActivityEnterprise.enterprise_id.in_(erasure.enterprise_ids))
    held = (
        select(ActivityMeeting.activity_id)
        .join(MeetingTheirs, MeetingTheirs.meeting_id == ActivityMeeting.meeting_id)
        .where(MeetingTheirs.contact_id == erasure.contact_id)
    )
    concerned = or_(Activity.id.in_(met), Activity.id.in_(held))
    blot(erasure, concerned, Activity.title, Activity.place, Activity.itinerary, Activity.outcome)
    db.session.expire_all()
    _index_anew(concerned)


def _index_anew(concerned: ColumnElement[bool]) -> None:
    """What the activities are found by, from what their titles say now."""
    found = select(Activity).options(
        selectinload(Activity.people).joinedload(ActivityPerson.person),
        selectinload(Activity.enterprise_links).joinedload(ActivityEnterprise.enterprise),
    )
    for activity in db.session.scalars(found.where(concerned).order_by(Activity.id)):
        names: list[str | None] = [name for one in activity.people for name in (one.person.name, one.person.name_en)]
        for link in activity.enterprise_links:
            names += [link.enterprise.name_zh, link.enterprise.name_en, link.enterprise.short_name]
        indexed = update(Activity).where(Activity.id == activity.id).values(search=rules.search_column(activity, names))
        db.session.execute(indexed, execution_options={"synchronize_session": False})
