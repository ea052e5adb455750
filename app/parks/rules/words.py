"""What sites are called, where they stand, and which kind may lie in which."""

from enum import StrEnum

from app.kernel.errors import Invalid
from app.kernel.text import Message
from app.parks.models import EnvClass, SiteKind, SiteState


class SiteStatus(StrEnum):
    """Where a site stands for the one who asks: its own state, and what is reserved of it.

    `partly`: something in it is taken. `unavailable`: reserved, and the reader may not know for what.
    """

    PLANNED = "planned"
    AVAILABLE = "available"
    HELD = "held"
    PARTLY = "partly"
    PROMISED = "promised"
    CONTRACTED = "contracted"
    OCCUPIED = "occupied"
    UNAVAILABLE = "unavailable"
    WITHDRAWN = "withdrawn"


KIND_NAMES: dict[SiteKind, Message] = {
    SiteKind.PARCEL: Message("Parcel"),
    SiteKind.BUILDING: Message("Building"),
    SiteKind.FLOOR: Message("Floor"),
    SiteKind.ROOM: Message("Room"),
}
STATE_NAMES: dict[SiteState, Message] = {
    SiteState.PLANNED: Message("Planned, not there yet"),
    SiteState.AVAILABLE: Message("Ready to be let or sold"),
    SiteState.OCCUPIED: Message("Occupied"),
    SiteState.WITHDRAWN: Message("Withdrawn"),
}
STATUS_NAMES: dict[SiteStatus, Message] = {
    SiteStatus.PLANNED: Message("Planned site"),
    SiteStatus.AVAILABLE: Message("Available"),
    SiteStatus.HELD: Message("On hold"),
    SiteStatus.PARTLY: Message("Partly taken"),
    SiteStatus.PROMISED: Message("Promised"),
    SiteStatus.CONTRACTED: Message("Under contract"),
    SiteStatus.OCCUPIED: Message("Occupied"),
    SiteStatus.UNAVAILABLE: Message("Not available"),
    SiteStatus.WITHDRAWN: Message("Withdrawn"),
}
ENV_NAMES: dict[EnvClass, Message] = {
    EnvClass.M1: Message("Class 1: disturbs nobody"),
    EnvClass.M2: Message("Class 2: disturbs somewhat"),
    EnvClass.M3: Message("Class 3: disturbs gravely"),
}


def check_place(kind: SiteKind, parent: SiteKind | None) -> None:
    """Raise Invalid unless this kind may lie in that one; parcels and buildings may stand in the park itself."""
    if parent is None and kind.position > SiteKind.BUILDING.position:
        raise Invalid.at("parent_id", Message("A floor or room lies in a building. Choose it."))
    if parent is not None and kind.position <= parent.position:
        raise Invalid.at(
            "parent_id", Message("A site lies in one of a larger kind: room in floor, building in parcel.")
        )
