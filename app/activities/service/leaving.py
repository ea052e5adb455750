"""Handing over the activities to come of somebody who leaves; what is over stays as it was."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import selectinload

from app.activities import queries
from app.activities.models import Activity
from app.audit import service as audit
from app.kernel import clock
from app.kernel.db import db
from app.kernel.leaving import ON_LEAVE, Belonging, Belongings, Colleague, take_place
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.meetings.rules import also_found_by


def _to_come(leaver: Colleague) -> ColumnElement[bool]:
    is_theirs = or_(Activity.created_by_id == leaver.user_id, queries.with_person(leaver.person_id))
    return and_(Activity.ends_on >= clock.today(), Activity.archived_at.is_(None), is_theirs)


def _count(leaver: Colleague) -> int:
    return db.session.scalar(select(func.count(Activity.id)).where(_to_come(leaver))) or 0


def _shown(actor: Actor, leaver: Colleague) -> Sequence[Belonging]:
    found = queries.visible_to(actor).where(_to_come(leaver)).order_by(Activity.begins_on, Activity.id)
    return [
        Belonging(one.title, "activities.show", {"activity_id": one.id}, one.begins_on.isoformat())
        for one in db.session.scalars(found)
    ]


def _move(actor: Actor, leaver: Colleague, heir: Colleague) -> int:
    """What is planned goes on with the heir in the leaver's place."""
    found = select(Activity).where(_to_come(leaver)).options(selectinload(Activity.people)).order_by(Activity.id)
    coming = db.session.scalars(found).all()
    for activity in coming:
        if activity.created_by_id == leaver.user_id:
            activity.created_by_id = heir.user_id
        if activity.leader_id == leaver.person_id:
            activity.leader_id = heir.person_id
        if take_place(activity.people, leaver, heir):
            activity.search = also_found_by(activity.search, heir.name)
        audit.record(actor, "activity.hand_over", activity, people=[one.person_id for one in activity.people])
    return len(coming)


ON_LEAVE.plug("activities")(
    Belongings(label=Message("Activities to come"), icon="flag", count=_count, shown=_shown, move=_move)
)
