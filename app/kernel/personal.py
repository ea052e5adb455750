"""Personal data of those we deal with: how it is masked, and who keeps a copy of it.

Lists, exports and histories show masks to everybody. Seeing a contact's details in full is a right, needs a
reason and is logged (docs/decisions/0012).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app.kernel.db import db
from app.kernel.permissions import Actor
from app.kernel.sockets import Socket

#: Stands in a text where the name or a detail of an erased person stood.
BLOT = "〔已删除〕"
#: A name of one character stands in too many other words to be looked for in texts.
_SHORTEST_NAME = 2
_SHORTEST_NUMBER = 7


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

    @cached_property
    def probes(self) -> list[str]:
        """What a text contains if it may name them: for a rough look in SQL."""
        wanted = {word for word in self.words if len(word) >= _SHORTEST_NAME}
        return sorted({_digits(word)[-4:] if _is_number(word) else word for word in wanted})

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Every name and detail, the longest first; a telephone number however it is grouped."""
        wanted = sorted({word for word in self.words if len(word) >= _SHORTEST_NAME}, key=len, reverse=True)
        return re.compile("|".join(map(_as_pattern, wanted)) or r"(?!)", re.IGNORECASE)

    def names(self, text: str) -> bool:
        """Whether a text names them."""
        return self._pattern.search(text) is not None

    def blotted(self, text: str) -> str:
        """The text with a blot in place of every name and detail."""
        return self._pattern.sub(BLOT, text)


def _is_number(word: str) -> bool:
    return len(_digits(word)) >= _SHORTEST_NUMBER and not re.search(
        r"[^\W\d]", word.replace("转", "").replace("ext", "")
    )


def _digits(word: str) -> str:
    return re.sub(r"\D", "", word)


def _as_pattern(word: str) -> str:
    if _is_number(word):
        return r"(?<!\d)" + r"[\s\-()（）/.]*".join(_digits(word)) + r"(?!\d)"
    before = r"(?<![a-z0-9])" if re.match("[a-z0-9]", word, re.IGNORECASE) else ""
    after = r"(?![a-z0-9])" if re.search("[a-z0-9]$", word, re.IGNORECASE) else ""
    return before + re.escape(word) + after


def blot(erasure: Erasure, where: ColumnElement[bool], *columns: InstrumentedAttribute[Any]) -> None:
    """Inside the erasing command: blot these texts of a table where they name the person.

    Whoever has the record open in a form gets a conflict instead of writing the name back unseen.
    """
    table = columns[0].class_.__table__
    named = or_(false(), *(column.icontains(word, autoescape=True) for column in columns for word in erasure.probes))
    rows = db.session.execute(select(table.c.id, *columns).where(where, named)).all()
    bump = {"version": table.c.version + 1} if "version" in table.c else {}
    for row in rows:
        texts = {column.key: erasure.blotted(text) for column, text in zip(columns, row[1:], strict=True) if text}
        db.session.execute(update(table).where(table.c.id == row.id).values(**texts, **bump))


#: room -> forget a contact in everything that the room keeps; runs inside the erasing command.
ERASE: Socket[Callable[[Erasure], None]] = Socket("erasing a contact")
#: room -> what the room knows about a contact, for their copy: as far as the actor may see it.
COPY: Socket[Callable[[Actor, int], Mapping[str, Any]]] = Socket("copy of a contact's data")
