"""What stands in the side bar and the phone's bar, for the rights of the reader."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import request, url_for

from app.kernel import administration
from app.kernel.guard import find_actor
from app.kernel.permissions import Actor, Can
from app.kernel.text import Message
from app.kernel.words import say


@dataclass(frozen=True)
class Item:
    """One place: its endpoint, label and icon, and the right it needs."""

    endpoint: str
    label: Message
    icon: str
    right: Can


GROUPS: tuple[tuple[Message | None, tuple[Item, ...]], ...] = (
    (
        None,
        (
            Item("home.index", Message("My desk"), "home", Can.USE),
            Item("reports.dashboard", Message("Dashboard"), "layout-dashboard", Can.SEE_DASHBOARD),
            Item("projects.index", Message("Projects"), "layout-kanban", Can.SEE_PROJECTS),
            Item("enterprises.index", Message("Enterprises"), "building", Can.SEE_ENTERPRISES),
        ),
    ),
    (
        Message("Work"),
        (
            Item("agenda.index", Message("Calendar"), "calendar", Can.SEE_MEETINGS),
            Item("meetings.index", Message("Meeting records"), "message-2", Can.SEE_MEETINGS),
            Item("projects.weekly", Message("Weekly progress"), "calendar-event", Can.SEE_PROJECTS),
            Item("projects.lagging", Message("Lag lists"), "clock", Can.SEE_PROJECTS),
            Item("projects.task_forces", Message("Task forces"), "users", Can.SEE_PROJECTS),
            Item("activities.index", Message("Activities"), "flag", Can.SEE_MEETINGS),
            Item("follow_ups.index", Message("Follow-ups"), "checkbox", Can.SEE_MEETINGS),
            Item("contacts.index", Message("Contacts"), "address-book", Can.SEE_ENTERPRISES),
            Item("parks.index", Message("Land and premises"), "map-2", Can.SEE_SITES),
            Item("reports.registers", Message("Registers"), "table", Can.SEE_MEETINGS),
            Item("policies.index", Message("Policies"), "rosette-discount-check", Can.SEE_POLICIES),
        ),
    ),
    (
        Message("Manage"),
        (
            Item("vocabularies.sectors", Message("Sectors"), "sitemap", Can.SEE_POLICIES),
            Item("audit.index", Message("Audit log"), "history", Can.SEE_AUDIT),
            Item("admin.index", Message("Administration"), "settings", Can.USE),
        ),
    ),
)
#: One place for all pages of the administration: there for whoever may open one of them.
_ADMINISTRATION = "admin.index"
#: Rooms, and single pages, that belong to the place of another.
_PART_OF = {
    "briefs": "meetings",
    "briefs.enterprise": "enterprises.index",
    "reservations": "parks",
    "projects.week": "projects.weekly",
    "projects.instruct": "projects.weekly",
    "projects.task_force": "projects.task_forces",
    "projects.new_task_force": "projects.task_forces",
    "projects.edit_task_force": "projects.task_forces",
    "home.person": "projects.task_forces",
}
PHONE = ("home.index", "projects.index", "enterprises.index", "follow_ups.index")


NEW = (
    Item("enterprises.create", Message("New enterprise"), "building", Can.EDIT_ENTERPRISES),
    Item("projects.create", Message("New project"), "layout-kanban", Can.EDIT_PROJECTS),
    Item("activities.create", Message("New activity"), "flag", Can.LOG_MEETINGS),
    Item("policies.create", Message("New policy"), "rosette-discount-check", Can.EDIT_POLICIES),
)


def new_menu() -> list[dict[str, object]]:
    """What the reader may make."""
    return list(_shown(NEW))


def side_bar() -> list[dict[str, object]]:
    """The groups of the side bar, without what the reader may not open."""
    groups = ((label, list(_shown(items))) for label, items in GROUPS)
    return [{"label": say(label) if label else "", "items": items} for label, items in groups if items]


def phone_bar() -> list[dict[str, object]]:
    """The few places of the phone's bar."""
    return list(_shown(tuple(item for _, items in GROUPS for item in items if item.endpoint in PHONE)))


def words() -> dict[str, object]:
    """What every page needs of this."""
    places = {"nav": side_bar(), "nav_phone": phone_bar(), "nav_new": new_menu()}
    return {**places, "admin_list": administration.side_list}


def _shown(items: tuple[Item, ...]) -> Iterator[dict[str, object]]:
    actor = find_actor()
    for item in items:
        if actor and _may_open(actor, item):
            yield {
                "endpoint": item.endpoint,
                "href": url_for(item.endpoint),
                "label": say(item.label),
                "icon": item.icon,
                "current": _is_here(item),
                "count": None,
                "hot": False,
            }


def _may_open(actor: Actor, item: Item) -> bool:
    return administration.has_pages() if item.endpoint == _ADMINISTRATION else actor.may(item.right)


def _is_here(item: Item) -> bool:
    if item.endpoint == _ADMINISTRATION:
        return administration.is_here()
    here = _PART_OF.get(request.endpoint or "", request.endpoint or "")
    places = [place.endpoint for _, items in GROUPS for place in items]
    if here not in places:
        if administration.is_here():
            return False
        room = here.split(".")[0]
        room = _PART_OF.get(room, room)
        here = next((place for place in places if place.split(".")[0] == room), "")
    return item.endpoint == here
