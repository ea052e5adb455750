"""What meetings and follow-ups forget about an erased contact, and what they tell for a contact's copy."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import selectinload

from app.enterprises import queries as enterprises
from app.enterprises.models import Contact
from app.kernel import clock
from app.kernel.db import db
from app.kernel.permissions import Actor
from app.kernel.personal import COPY, ERASE, Erasure, blot
from app.meetings import queries, rules
from app.meetings.models import (
    FollowUp,
    FollowUpMove,
    FollowUpNote,
    Meeting,
    MeetingAmendment,
    MeetingEnterprise,
    MeetingOurs,
    MeetingStatus,
    MeetingTheirs,
)

_UNSEEN = {"synchronize_session": False}


@ERASE.plug("meetings")
def forget(erasure: Erasure) -> None:
    """Texts of the meetings with them or with their enterprises, and of what was promised there, are blotted.

    The meetings stay, with a number in place of the participant's name.
    """
    took_part = select(MeetingTheirs.meeting_id).where(MeetingTheirs.contact_id == erasure.contact_id)
    theirs = select(MeetingEnterprise.meeting_id).where(MeetingEnterprise.enterprise_id.in_(erasure.enterprise_ids))
    concerned = or_(Meeting.id.in_(took_part), Meeting.id.in_(theirs))
    blot(erasure, concerned, Meeting.title, Meeting.topics, Meeting.text, Meeting.place)
    of_those = MeetingAmendment.meeting_id.in_(select(Meeting.id).where(concerned))
    blot(erasure, of_those, MeetingAmendment.text, MeetingAmendment.reason)
    promised = or_(
        FollowUp.enterprise_id.in_(erasure.enterprise_ids),
        FollowUp.counterpart_id == erasure.contact_id,
        FollowUp.meeting_id.in_(took_part),
    )
    blot(erasure, promised, FollowUp.text, FollowUp.closing_note)
    of_promised = select(FollowUp.id).where(promised)
    blot(erasure, FollowUpNote.follow_up_id.in_(of_promised), FollowUpNote.text)
    blot(erasure, FollowUpMove.follow_up_id.in_(of_promised), FollowUpMove.reason)
    titles = update(MeetingTheirs).where(MeetingTheirs.contact_id == erasure.contact_id).values(title_zh="")
    db.session.execute(titles, execution_options=_UNSEEN)
    db.session.expire_all()
    _index_anew(list(db.session.scalars(select(Meeting.id).where(concerned))), erasure.contact_id)


def _index_anew(meeting_ids: list[int], erased_id: int) -> None:
    """What the meetings are found by, without the erased contact."""
    wanted = (
        select(Meeting)
        .options(
            selectinload(Meeting.enterprise_links).joinedload(MeetingEnterprise.enterprise),
            selectinload(Meeting.ours).joinedload(MeetingOurs.person),
            selectinload(Meeting.theirs).joinedload(MeetingTheirs.contact),
        )
        .order_by(Meeting.id)
    )
    for at in range(0, len(meeting_ids), 500):
        for meeting in db.session.scalars(wanted.where(Meeting.id.in_(meeting_ids[at : at + 500]))):
            found_by = rules.search_column(queries.about.names_in(meeting, besides=erased_id), meeting.text)
            indexed = update(Meeting).where(Meeting.id == meeting.id).values(search=found_by)
            db.session.execute(indexed, execution_options=_UNSEEN)


@enterprises.IN_USE_SINCE.plug("meetings")
def met_since(day: date) -> ColumnElement[bool]:
    """A meeting with the contact of the present row, since a day."""
    instant = clock.at_park(datetime.combine(day, time()))
    return exists().where(
        MeetingTheirs.contact_id == Contact.id,
        Meeting.id == MeetingTheirs.meeting_id,
        Meeting.starts_at >= instant,
        Meeting.status != MeetingStatus.CANCELLED,
    )


@COPY.plug("meetings")
def tell(actor: Actor, contact_id: int) -> Mapping[str, Any]:
    """The meetings in which a contact took part, as far as the actor may see them."""
    found = (
        queries.meetings.visible_to(actor)
        .join(MeetingTheirs, MeetingTheirs.meeting_id == Meeting.id)
        .where(MeetingTheirs.contact_id == contact_id)
        .with_only_columns(Meeting.starts_at, Meeting.place, MeetingTheirs.title_zh)
        .order_by(Meeting.starts_at)
    )
    return {
        "took_part_in": [
            {"on": clock.local(row.starts_at).date().isoformat(), "place": row.place, "as": row.title_zh}
            for row in db.session.execute(found)
        ]
    }
