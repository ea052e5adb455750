"""How the history of an activity reads."""

from collections.abc import Collection, Mapping

from app.activities.models import Activity
from app.activities.queries.activities import visible_to
from app.kernel.db import db
from app.kernel.histories import HISTORIES, History, Names, day, moment, record, term, text, yes_no
from app.kernel.permissions import Actor
from app.kernel.text import Message


def _names(actor: Actor, ids: Collection[int]) -> Mapping[int, Names]:
    found = visible_to(actor).where(Activity.id.in_(ids)).with_only_columns(Activity.id, Activity.title)
    return {number: (title, "") for number, title in db.session.execute(found)}


HISTORIES.plug("activities")(
    History(
        names=_names,
        fields={
            "title": text(Message("Title")),
            "kind": term(Message("Kind"), "activity_kind"),
            "begins_on": day(Message("Begins on")),
            "ends_on": day(Message("Ends on")),
            "place": text(Message("Place")),
            "leader_id": record(Message("Led by"), "people"),
            "itinerary": text(Message("Itinerary")),
            "outcome": text(Message("Results")),
            "is_confidential": yes_no(Message("Confidential")),
            "created_by_id": record(Message("Written down by"), "users"),
            "unit_id": record(Message("Unit"), "units"),
            "is_sample": yes_no(Message("sample")),
            "archived_at": moment(Message("Archived")),
        },
    )
)
