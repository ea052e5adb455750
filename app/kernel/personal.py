"""Personal data of those we deal with: how it is masked, and who keeps a copy of it.

Lists, exports and histories show masks to everybody. Seeing a contact's details in full is a right, needs a
reason and is logged (docs/decisions/0012).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.kernel.permissions import Actor
from app.kernel.sockets import Socket

#: Stands in a text where the name or a detail of an erased person stood.
BLOT = "〔已删除〕"
#: A name of one character stands in too many other words to be looked for in texts.
_SHORTEST_NAME = 2


def mask_phone(value: str | None) -> str:
    """`13812340001` -> `138****0001`; shorter numbers keep their last two digits."""
    if not value:
        return ""
    return f"{value[:3]}****{value[-4:]}" if len(value) >= 9 else f"****{value[-2:]}"


def mask_mail(value: str | None) -> str:
    """`zhang.wei@example.com` -> `z***@example.com`."""
    if not value:
        return ""
    name, _, host = value.partition("@")
    return f"{name[:1]}***@{host}" if host else "***"


#: How each personal detail is masked.
MASKS: Mapping[str, Callable[[str | None], str]] = {"phone": mask_phone, "email": mask_mail, "wechat": mask_phone}


class Masked:
    """A record as it may be shown to everybody: its personal details masked, all else as it is."""

    def __init__(self, record: Any) -> None:
        self._record = record

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._record, name)
        return MASKS[name](value) if name in MASKS else value


@dataclass(frozen=True)
class Erasure:
    """A contact who is to be forgotten: the names and details to look for, and the enterprises they stood at."""

    contact_id: int
    words: Sequence[str]
    enterprise_ids: Sequence[int]

    @property
    def wanted(self) -> list[str]:
        """The words long enough to be looked for in texts, the longest first."""
        return sorted({word for word in self.words if len(word) >= _SHORTEST_NAME}, key=len, reverse=True)

    def blotted(self, text: str) -> str:
        """The text with a blot in place of every name and detail."""
        for word in self.wanted:
            text = text.replace(word, BLOT)
        return text


#: room -> forget a contact in everything that the room keeps; runs inside the erasing command.
ERASE: Socket[Callable[[Erasure], None]] = Socket("erasing a contact")
#: room -> what the room knows about a contact, for their copy: as far as the actor may see it.
COPY: Socket[Callable[[Actor, int], Mapping[str, Any]]] = Socket("copy of a contact's data")
