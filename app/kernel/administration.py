"""The pages of those who run the installation: one place, one list beside them, plugged in by every room."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from flask import request, url_for

from app.kernel.guard import find_actor
from app.kernel.permissions import Actor, Can
from app.kernel.sockets import Socket
from app.kernel.text import Message
from app.kernel.words import say


class AdminGroup(IntEnum):
    """The headings of the list, in their order."""

    PEOPLE = 1
    OFFICE = 2
    TRACES = 3
    SYSTEM = 4


_HEADINGS = {
    AdminGroup.PEOPLE: Message("People and rights"),
    AdminGroup.OFFICE: Message("The office"),
    AdminGroup.TRACES: Message("What happened"),
    AdminGroup.SYSTEM: Message("The installation"),
}


@dataclass(frozen=True, kw_only=True)
class AdminPage:
    """A page of the administration: where it is, its name and icon, and the right it needs.

    `position` orders the pages of a group; `covers` are endpoints (or beginnings of them) whose pages belong to this
    one, so that the list shows where the reader is.
    """

    endpoint: str
    label: Message
    icon: str
    right: Can
    group: AdminGroup
    position: int = 50
    covers: tuple[str, ...] = ()

    def is_here(self, endpoint: str) -> bool:
        """Whether a page with this endpoint is this one or belongs to it."""
        return endpoint == self.endpoint or endpoint.startswith(self.covers)


#: Endpoint -> page.
ADMIN_PAGES: Socket[AdminPage] = Socket("pages of the administration")


def offer_page(page: AdminPage) -> None:
    """Put a page into the administration."""
    ADMIN_PAGES.plug(page.endpoint)(page)


def pages_for(actor: Actor) -> list[AdminPage]:
    """The pages that somebody may open, in the order of the list."""
    allowed = [page for _, page in ADMIN_PAGES if actor.may(page.right)]
    return sorted(allowed, key=lambda page: (page.group, page.position, page.endpoint))


def has_pages() -> bool:
    """Whether the reader has anything to do here."""
    actor = find_actor()
    return actor is not None and any(actor.may(page.right) for _, page in ADMIN_PAGES)


def is_here() -> bool:
    """Whether the page shown is one of the administration's."""
    return any(page.is_here(request.endpoint or "") for _, page in ADMIN_PAGES)


def side_list() -> list[dict[str, object]]:
    """The list beside the pages, for the rights of the reader: headings with their links."""
    actor = find_actor()
    pages = pages_for(actor) if actor else []
    groups = ((group, [page for page in pages if page.group is group]) for group in AdminGroup)
    return [{"label": say(_HEADINGS[group]), "pages": list(_links(found))} for group, found in groups if found]


def _links(pages: list[AdminPage]) -> Iterator[dict[str, object]]:
    here = request.endpoint or ""
    for page in pages:
        yield {
            "href": url_for(page.endpoint),
            "label": say(page.label),
            "icon": page.icon,
            "current": page.is_here(here),
        }
