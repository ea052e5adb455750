"""Files of every kind, made on the spot: sound ones, crooked ones and bombs."""

import io
import struct
import zipfile
from collections.abc import Mapping

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
JPEG = b"\xff\xd8\xff\xe1\x00\x18Exif\x00\x00MM\x00*" + bytes(40) + b"\xff\xd9"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L" + bytes(20)
HEIC = b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic" + bytes(20)

_MAIN = {
    "docx": "wordprocessingml.document.main+xml",
    "xlsx": "spreadsheetml.sheet.main+xml",
    "pptx": "presentationml.presentation.main+xml",
}
_SECTOR = 512
_SMALLEST_STREAM = 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def office(kind: str, parts: Mapping[str, bytes] | None = None, types: str = "") -> bytes:
    """A Word, Excel or PowerPoint package with further parts."""
    override = types or f"application/vnd.openxmlformats-officedocument.{_MAIN[kind]}"
    return archive(
        {"[Content_Types].xml": f'<Types><Override ContentType="{override}"/></Types>'.encode(), **(parts or {})}
    )


def archive(parts: Mapping[str, bytes]) -> bytes:
    """A zip archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()


def compound(*streams: str) -> bytes:
    """A compound document (OLE) with streams of these names, all below the root and full of zeros."""
    sectors_each = _SMALLEST_STREAM // _SECTOR
    folders = -(-(len(streams) + 1) // 4)
    first = 1 + folders
    fat = [_FAT, *_chain(1, folders)]
    entries = [_entry("Root Entry", 5, child=1 if streams else _FREE, start=_END)]
    for number, name in enumerate(streams):
        start = first + number * sectors_each
        fat += _chain(start, sectors_each)
        sibling = number + 2 if number + 1 < len(streams) else _FREE
        entries.append(_entry(name, 2, sibling=sibling, start=start, size=_SMALLEST_STREAM))
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(_SECTOR, b"\xff")
    folder = b"".join(entries).ljust(folders * _SECTOR, b"\x00")
    return _header() + table + folder + bytes(_SMALLEST_STREAM * len(streams))


def _chain(start: int, length: int) -> list[int]:
    return [*range(start + 1, start + length), _END]


def _header() -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, _SMALLEST_STREAM, _END, 0, _END, 0)
    return head + struct.pack("<I", 0) + b"\xff" * (108 * 4)


def _entry(name: str, kind: int, *, start: int, sibling: int = _FREE, child: int = _FREE, size: int = 0) -> bytes:
    called = name.encode("utf-16-le")
    head = called.ljust(64, b"\x00") + struct.pack("<HBB", len(called) + 2, kind, 1)
    links = struct.pack("<III", _FREE, sibling, child)
    return head + links + bytes(36) + struct.pack("<IQ", start, size)
