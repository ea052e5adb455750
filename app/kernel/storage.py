"""Where the bytes of files lie: a small interface, and a folder on disk that fills it.

What is kept is known by a random key and nothing else; names and types stand in the database.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, Protocol

from app.kernel import installation

BLOCK = 1 << 18
_KEY = re.compile(r"[0-9a-f]{32}")
_INCOMING = ".incoming"


@dataclass(frozen=True)
class Kept:
    """What was put away: its key, its size in bytes and the SHA-256 of its content in hex."""

    key: str
    size: int
    sha256: str


class Storage(Protocol):
    """A place for bytes. S3-compatible storage fills the same six verbs."""

    def put(self, content: BinaryIO) -> Kept:
        """Keep everything from the present position on; it has reached the disk when this returns."""

    def open(self, key: str) -> BinaryIO:
        """The content, for reading; FileNotFoundError when there is none."""

    def delete(self, key: str) -> None:
        """Forget the content; nothing happens when there is none."""

    def size(self, key: str) -> int | None:
        """Bytes kept under a key; None when there are none."""

    def listed(self) -> Iterator[tuple[str, datetime]]:
        """Every key with the instant at which it was put."""

    def free(self) -> int:
        """Bytes that can still be put."""


class DiskStorage:
    """A folder that nobody but the program may enter: `ab/ab12…`, one file for each key."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def incoming(self) -> Path:
        """The folder of what is still arriving, on the same disk."""
        return self._folder(_INCOMING)

    def put(self, content: BinaryIO) -> Kept:
        key, size, digest = token_hex(16), 0, hashlib.sha256()
        unfinished, place = self.incoming / key, self._place(key)
        try:
            with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                while block := content.read(BLOCK):
                    file.write(block)
                    digest.update(block)
                    size += len(block)
                file.flush()
                os.fsync(file.fileno())
            self._folder(key[:2])
            unfinished.rename(place)
        finally:
            unfinished.unlink(missing_ok=True)
        _settle(place.parent)
        return Kept(key, size, digest.hexdigest())

    def open(self, key: str) -> BinaryIO:
        return self._place(key).open("rb")

    def delete(self, key: str) -> None:
        self._place(key).unlink(missing_ok=True)

    def size(self, key: str) -> int | None:
        with suppress(FileNotFoundError):
            return self._place(key).stat().st_size
        return None

    def listed(self) -> Iterator[tuple[str, datetime]]:
        for place in self.root.glob("??/*"):
            if _KEY.fullmatch(place.name):
                yield place.name, datetime.fromtimestamp(place.stat().st_mtime, UTC)

    def free(self) -> int:
        return shutil.disk_usage(self.incoming).free

    def _folder(self, name: str) -> Path:
        folder = self.root / name
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(exist_ok=True, mode=0o700)
        return folder

    def _place(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise FileNotFoundError(key)
        return self.root / key[:2] / key


def _settle(folder: Path) -> None:
    """A new name in a folder lasts through a power cut only once the folder itself is written."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def present() -> DiskStorage:
    """The storage of this installation: `files` in its data folder."""
    return DiskStorage(installation.present().folder / "files")
