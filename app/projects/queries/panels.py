"""What rooms above add to a project's page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel.permissions import Actor
from app.kernel.sockets import Socket
from app.projects.models import Project


@dataclass(frozen=True)
class Panel:
    """A part of the page: its template, and what that finds under the name `panel`."""

    template: str
    values: Mapping[str, Any]


#: name -> the panel about a project that the actor sees fully, or None where there is nothing to show.
PANELS: Socket[Callable[[Actor, Project], Panel | None]] = Socket("panels on a project's page")


def panels(actor: Actor, project: Project) -> list[Panel]:
    """Every panel that has something to show, in the order in which the rooms are put together."""
    return [found for _, of in PANELS if (found := of(actor, project)) is not None]
