"""Loading the sites of the parks and what is reserved of them."""

from datetime import date, datetime, time, timedelta
from typing import Any

from app.kernel import clock
from app.kernel.db import db
from app.parks import service as parks
from app.parks.schemas import SiteDraft
from app.reservations import service as reservations
from app.reservations.schemas import ReservationDraft
from app.sample.service.world import World, only, read

_FACTS = ("kind", "code", "name_zh", "name_en", "state", "area", "price_fen", "power_kva", "water", "gas", "env_class")


def load(world: World) -> None:
    """Sites in the order of the file (what lies in another comes after it), then reservations of known projects."""
    tables = read("sites")
    for row in tables["site"]:
        draft = SiteDraft(
            **only(row, *_FACTS, "height_cm", "load_kg", "plan", "note"),
            park_id=world.units[row["park"]],
            parent_id=world.sites.get(row.get("parent", "")),
            available_from=world.time.day(row.get("available_from")),
            sectors=tuple(world.sectors[key] for key in row.get("sectors", [])),
        )
        world.sites[row["key"]] = parks.create(world.actor("head"), draft, is_sample=True).id
    for row in tables["reservation"]:
        if row["project"] in world.projects and world.time.has_happened(row["from_on"]):
            _reserve(world, row)


def _reserve(world: World, row: dict[str, Any]) -> None:
    actor = world.actor(row["by"])
    first = world.time.day(row["from_on"])
    draft = ReservationDraft(
        **only(row, "kind", "note"),
        project_id=world.projects[row["project"]],
        from_on=first,
        to_on=world.time.day(row.get("to_on")),
    )
    made = reservations.reserve(actor, world.sites[row["site"]], draft, is_sample=True)
    if first:
        made.created_at = made.updated_at = _morning(first)
    if row.get("release_reason"):  # on a day of the world, which may lie long before this one
        made.released_at, made.released_by_id = _morning(world.time.today - timedelta(days=8)), actor.id
        made.release_reason = row["release_reason"]
    db.session.flush()


def _morning(day: date) -> datetime:
    return min(clock.at_park(datetime.combine(day, time(10))), clock.now())
