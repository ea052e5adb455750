"""The columns of the list of projects that a person may choose from."""

from collections.abc import Iterable

from app.kernel.text import Message

#: The name of the project always comes first.
COLUMNS: dict[str, Message] = {
    "sector": Message("Sector"),
    "stage": Message("Stage"),
    "light": Message("Traffic light"),
    "total": Message("Total investment"),
    "contract": Message("Contract amount"),
    "officer": Message("Responsible officer"),
    "unit": Message("Unit"),
    "park": Message("Park"),
    "track": Message("Track"),
    "tags": Message("Tags"),
    "received": Message("Received on"),
    "contact": Message("Last contact"),
    "next": Message("Next step"),
}
USUAL = ("sector", "stage", "total", "officer", "next")


def known(chosen: Iterable[str]) -> tuple[str, ...]:
    """Those of the chosen columns that exist, in the order of the table; the usual ones when none is left."""
    wanted = set(chosen)
    return tuple(code for code in COLUMNS if code in wanted) or USUAL
