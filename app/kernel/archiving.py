"""The doors by which a record is put away and brought back: the same two in every room."""

from collections.abc import Callable

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Actor, Can
from app.kernel.text import Message
from app.kernel.web import go_to

#: A verb of a service: (actor, the record's number, the version seen).
Verb = Callable[[Actor, int, int], object]
_ARCHIVED = Message("Archived. You can restore it any time.")
_RESTORED = Message("Restored.")


def add_archiving(
    bp: Blueprint, record: str, archive: Verb, restore: Verb, *, page: str = "show", right: Can = Can.ARCHIVE
) -> None:
    """Add POST `<record>/archive` and `<record>/restore`, which lead back to the record's page.

    `record` is the record's place in an address, such as `/<int:policy_id>`.
    """
    for name, verb, toast in (("archive", archive, _ARCHIVED), ("restore", restore, _RESTORED)):
        bp.post(f"{record}/{name}", endpoint=name)(require(right)(_door(f"{bp.name}.{page}", verb, toast)))


def _door(page: str, verb: Verb, toast: Message) -> Callable[..., ResponseReturnValue]:
    def view(**place: int) -> ResponseReturnValue:
        (number,) = place.values()
        verb(current_actor(), number, VersionForm.read())
        return go_to(page, toast=toast, **place)

    return view
