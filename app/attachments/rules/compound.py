"""Old Word, Excel, PowerPoint and WPS files: compound documents (OLE), looked into for what they are and hide."""

import struct
from collections.abc import Mapping
from typing import BinaryIO

import olefile

from app.attachments.models import Format
from app.kernel.errors import Invalid
from app.kernel.text import Message

_STREAMS: Mapping[str, Format] = {
    "worddocument": Format.DOC,
    "workbook": Format.XLS,
    "book": Format.XLS,
    "powerpoint document": Format.PPT,
}
_MACROS = frozenset({"vba", "_vba_project", "_vba_project_cur", "macros"})
_LOCKED = frozenset({"encryptedpackage", "encryptioninfo"})
#: A file of any kind that was dropped into a document.
_PACKED = frozenset({"\x01ole10native"})
_BROKEN = (
    OSError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    MemoryError,
    RecursionError,
    struct.error,
)

NOT_OFFICE = Message("Of old files only those of Word, Excel, PowerPoint and WPS are taken.")
MACROS = Message("It contains macros. Save it without them, then hand it in.")
LOCKED = Message("It is protected by a password, so that nobody can check it. Take the password off first.")
PROGRAM = Message("Something is embedded in it that could run on a colleague's computer.")
DAMAGED = Message("It is damaged: it cannot be read to its end.")


def compound_format(content: BinaryIO) -> Format:
    """Which program wrote it. Raises Invalid for anything else, and for what could do harm."""
    names = _checked_names(content)
    found = {_STREAMS[name] for name in names if name in _STREAMS}
    if len(found) != 1:
        raise Invalid(NOT_OFFICE)
    return found.pop()


def check_embedded(content: BinaryIO) -> None:
    """Raise Invalid when an object embedded in a document could do harm."""
    _checked_names(content)


def _checked_names(content: BinaryIO) -> frozenset[str]:
    """The names of all storages and streams, in small letters."""
    content.seek(0)
    try:
        with olefile.OleFileIO(content) as document:
            names = frozenset(step.lower() for path in document.listdir(storages=True) for step in path)
    except _BROKEN as damage:
        raise Invalid(DAMAGED) from damage
    for wanted, reason in ((_LOCKED, LOCKED), (_MACROS, MACROS), (_PACKED, PROGRAM)):
        if names & wanted:
            raise Invalid(reason)
    return names
