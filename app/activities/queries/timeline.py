"""What the timelines of enterprises and projects show of activities."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.accounts.models import Person
from app.activities.models import Activity, ActivityEnterprise, ActivityResult
from app.activities.queries.activities import visible_to
from app.kernel import clock
from app.kernel.db import db
from app.kernel.permissions import Actor
from app.kernel.timeline import TIMELINE, Entry, Subject
from app.meetings.queries.meetings import day_begins


@TIMELINE.plug("activities")
def of_activities(actor: Actor, subject: Subject, before: datetime | None, limit: int) -> Sequence[Entry]:
    """Activities that met the enterprises, or found or signed the project, at the day on which they began."""
    found = (
        visible_to(actor)
        .outerjoin(Person, Person.id == Activity.leader_id)
        .with_only_columns(
            Activity.id, Activity.title, Activity.begins_on, Activity.outcome, Person.name, Person.name_en
        )
        .where(Activity.id.in_(_of(subject)), Activity.archived_at.is_(None))
        .order_by(Activity.begins_on.desc(), Activity.id.desc())
        .limit(limit)
    )
    if before is not None:
        found = found.where(Activity.begins_on <= clock.local(before - datetime.resolution).date())
    return [
        Entry(
            at=day_begins(row.begins_on),
            kind="activity",
            icon="flag",
            title=row.title,
            text=row.outcome,
            by=(actor.locale == "en" and row.name_en) or row.name or "",
            endpoint="activities.show",
            values={"activity_id": row.id},
        )
        for row in db.session.execute(found)
    ]


def _of(subject: Subject) -> Any:
    if subject.project_id:
        return select(ActivityResult.activity_id).where(ActivityResult.project_id == subject.project_id)
    met = ActivityEnterprise.enterprise_id.in_(subject.enterprise_ids)
    return select(ActivityEnterprise.activity_id).where(met)
