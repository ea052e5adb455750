"""What a file is by its content, whatever its name says. What is not known for certain is refused."""

import codecs
import os
from collections.abc import Callable, Mapping
from typing import BinaryIO

from app.attachments.models import Format
from app.attachments.rules.compound import compound_format
from app.attachments.rules.package import package_format
from app.kernel.errors import Invalid
from app.kernel.text import Message

_HEAD = 64
_BLOCK = 1 << 16
#: The brands of pictures in HEIF containers: single ones, bursts, and what iPhones write.
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13}) + b"\x7f"
#: How pages, pictures made of markup, and scripts begin.
_LIVE = (b"<", b"#!", b"@echo", b"{\\rtf", b"%!ps", b"mime-version:", b"begin:v")

UNKNOWN = Message("This kind of file is not taken here.")
EMPTY = Message("The file is empty.")


def inspect(content: BinaryIO) -> Format:
    """The format of a content that is safe to keep. Raises Invalid with the reason why it is not."""
    content.seek(0)
    head = content.read(_HEAD)
    if not head:
        raise Invalid(EMPTY)
    found = _by_signature(head)
    if found is None:
        deep = _DEEP.get(head[:4])
        found = deep(content) if deep else _text(content)
    content.seek(0)
    return found


def _by_signature(head: bytes) -> Format | None:
    if head.startswith(b"%PDF-"):
        return Format.PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return Format.PNG
    if head.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if head.startswith(b"RIFF") and head[8:15] == b"WEBPVP8":
        return Format.WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        return Format.HEIC
    return None


#: Containers, which must be opened to know what is inside.
_DEEP: Mapping[bytes, Callable[[BinaryIO], Format]] = {
    b"PK\x03\x04": package_format,
    b"\xd0\xcf\x11\xe0": compound_format,
}


def _text(content: BinaryIO) -> Format:
    """UTF-8 or GBK (GB 18030) from the first byte to the last, without control characters, and no markup or script."""
    content.seek(0)
    beginning = content.read(_BLOCK).removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if beginning.startswith(_LIVE) or not any(_decodes(content, encoding) for encoding in ("utf-8", "gb18030")):
        raise Invalid(UNKNOWN)
    return Format.TEXT


def _decodes(content: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    content.seek(0)
    try:
        while block := content.read(_BLOCK):
            if len(block.translate(None, _CONTROL)) != len(block):
                return False
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def size_of(content: BinaryIO) -> int:
    """How many bytes there are."""
    return content.seek(0, os.SEEK_END)
