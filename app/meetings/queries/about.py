"""What is asked of a meeting that has been found: the visits planned with it, and its names."""

from collections.abc import Sequence

from sqlalchemy.orm import selectinload

from app.accounts.models import Person
from app.enterprises.models import Contact
from app.kernel.db import db
from app.kernel.permissions import Actor
from app.meetings.models import Meeting
from app.meetings.queries.meetings import visible_to


def series(actor: Actor, meeting: Meeting) -> Sequence[Meeting]:
    """The visits that were planned together with this one, as far as the actor may see them, in their order."""
    if meeting.series_id is None:
        return []
    found = visible_to(actor).where(Meeting.series_id == meeting.series_id, Meeting.archived_at.is_(None))
    whole = (selectinload(Meeting.ours), selectinload(Meeting.follow_ups), selectinload(Meeting.project_links))
    return db.session.scalars(found.options(*whole).order_by(Meeting.starts_at, Meeting.id)).all()


def names_in(meeting: Meeting, besides: int | None = None) -> list[str | None]:
    """Every name by which a meeting is found, `besides` that of one contact."""
    names: list[str | None] = [meeting.title, meeting.topics]
    for link in meeting.enterprise_links:
        names += [link.enterprise.name_zh, link.enterprise.name_en, link.enterprise.short_name]
    people: list[Person | Contact] = [ours.person for ours in meeting.ours]
    people += [theirs.contact for theirs in meeting.theirs if theirs.contact_id != besides]
    return names + [name for person in people for name in (person.name, person.name_en)]
