"""Loading the activities: tours, conferences, signings."""

from datetime import datetime, time
from typing import Any

from app.activities import service as activities
from app.activities.schemas import ActivityDraft
from app.kernel import clock
from app.kernel.db import db
from app.sample.service.world import World, only, read


def load(world: World) -> None:
    """Activities known by the last day of the world, with what is known of it."""
    for row in read("activities")["activity"]:
        if world.time.is_known(row["begins"]):
            _create(world, row)


def _create(world: World, row: dict[str, Any]) -> None:
    begins_on = world.time.day(row["begins"])
    draft = ActivityDraft(
        **only(row, "kind"),
        title=row["title_zh"],
        begins_on=begins_on,
        ends_on=world.time.day(row.get("ends")),
        place=row["place_zh"],
        leader_id=world.people[row["leader"]],
        people=tuple(world.people[key] for key in row["people"]),
        enterprises=tuple(world.enterprises[key] for key in row["enterprises"]),
        meetings=tuple(world.meetings[key] for key in row.get("meetings", []) if key in world.meetings),
        signings=tuple(world.projects[key] for key in row.get("signings", []) if key in world.projects),
        itinerary=row["itinerary_zh"].strip(),
        outcome=row.get("outcome_zh"),
    )
    made = activities.create(world.actor(row["written_by"]), draft, is_sample=True)
    if begins_on:
        made.created_at = made.updated_at = min(clock.at_park(datetime.combine(begins_on, time(9))), clock.now())
    db.session.flush()
