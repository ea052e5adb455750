"""Word, Excel and PowerPoint files: zip packages, looked through in full without keeping anything unpacked."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from app.attachments.models import Format
from app.attachments.rules.compound import DAMAGED, LOCKED, MACROS, PROGRAM, check_embedded
from app.kernel.errors import Invalid
from app.kernel.text import Message

#: What one package may unpack to with everything embedded in it, and how many parts it may have.
MOST_UNPACKED = 200_000_000
MOST_PARTS = 5_000
MOST_EMBEDDED = 20_000_000
_DEEPEST = 2
_BLOCK = 1 << 16
_TYPES_PART = "[Content_Types].xml"
_MAIN: Mapping[bytes, Format] = {
    b"wordprocessingml.document.main+xml": Format.DOCX,
    b"spreadsheetml.sheet.main+xml": Format.XLSX,
    b"presentationml.presentation.main+xml": Format.PPTX,
}
_PACKAGE = re.compile(r"\.(?:docx|xlsx|pptx)$", re.IGNORECASE)
#: Parts that no office file needs: programs, scripts, archives, pages.
_PROGRAM = re.compile(
    r"\.(?:exe|dll|com|scr|pif|msi|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|lnk|jar|apk|sh|py|html?|svgz?|zip|rar|7z|gz|iso)$",
    re.IGNORECASE,
)
_MACROS = re.compile(r"(?:vbaproject|vbadata|activex\d*)\.(?:bin|xml)$", re.IGNORECASE)
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    KeyError,
    IndexError,
)

NOT_OFFICE = Message("An archive is not taken; only Word, Excel and PowerPoint files may be packed like this.")
TOO_MUCH = Message("It unpacks to more than any real document.")


@dataclass
class _Budget:
    """What may still be unpacked."""

    bytes_left: int = MOST_UNPACKED
    parts_left: int = MOST_PARTS

    def take(self, size: int, parts: int = 0) -> None:
        self.bytes_left -= size
        self.parts_left -= parts
        if self.bytes_left < 0 or self.parts_left < 0:
            raise Invalid(TOO_MUCH)


def package_format(content: BinaryIO) -> Format:
    """Which office file a zip package is. Raises Invalid for every other archive, and for what could do harm."""
    return _look_through(content, _Budget(), 1)


def _look_through(content: BinaryIO, budget: _Budget, depth: int) -> Format:
    try:
        with zipfile.ZipFile(content) as package:
            parts = package.infolist()
            budget.take(0, len(parts))
            budget.take(sum(part.file_size for part in parts))
            for part in parts:
                _check_name(part)
            found = _main_part(package)
            for part in parts:
                _read_through(package, part, budget, depth)
            return found
    except _BROKEN as damage:
        raise Invalid(DAMAGED) from damage


def _check_name(part: zipfile.ZipInfo) -> None:
    name = part.filename
    if part.flag_bits & 1:
        raise Invalid(LOCKED)
    if _MACROS.search(name):
        raise Invalid(MACROS)
    if name.startswith("/") or "\\" in name or ".." in name.split("/") or _PROGRAM.search(name):
        raise Invalid(PROGRAM)
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Invalid(NOT_OFFICE)


def _main_part(package: zipfile.ZipFile) -> Format:
    if _TYPES_PART not in package.namelist():
        raise Invalid(NOT_OFFICE)
    with package.open(_TYPES_PART) as file:
        types = file.read(MOST_EMBEDDED)
    if b"macroEnabled" in types or b"vbaProject" in types:
        raise Invalid(MACROS)
    found = [kind for word, kind in _MAIN.items() if word in types]
    if len(found) != 1:
        raise Invalid(NOT_OFFICE)
    return found[0]


def _read_through(package: zipfile.ZipFile, part: zipfile.ZipInfo, budget: _Budget, depth: int) -> None:
    """Unpack a part to its end (its size and checksum are then known to be true), and look into what is embedded."""
    with package.open(part) as file:
        head = file.read(8)
        if head.startswith((b"MZ", b"\x7fELF", b"Rar!", b"7z\xbc\xaf")):
            raise Invalid(PROGRAM)
        if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            if part.file_size > MOST_EMBEDDED or depth >= _DEEPEST:
                raise Invalid(TOO_MUCH)
            _look_into(part, head + file.read(), budget, depth)
        while file.read(_BLOCK):
            pass


def _look_into(part: zipfile.ZipInfo, content: bytes, budget: _Budget, depth: int) -> None:
    """A table in a report is a package in a package; another archive is refused."""
    if content.startswith(b"PK"):
        if not _PACKAGE.search(part.filename):
            raise Invalid(PROGRAM)
        _look_through(io.BytesIO(content), budget, depth + 1)
    else:
        check_embedded(io.BytesIO(content))
