"""Where things are in the project folder, and whether what was made from them is still current."""

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = VENV / "setup.log"
DETAILS = LOG.relative_to(ROOT)  # as named to a person


def digest(paths: Iterable[Path], *facts: str) -> str:
    """One fingerprint of the names and contents of all files under these paths, and of some plain facts."""
    total = hashlib.sha256(repr(facts).encode())
    for file in sorted(_files(paths)):
        total.update(f"\n{file.relative_to(ROOT)}\n".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            for folder, folders, names in os.walk(path):
                folders[:] = [name for name in folders if name != "__pycache__"]
                yield from (Path(folder, name) for name in names)
        elif path.exists():
            yield path


class Stamp:
    """Remembers inside .venv what something was made from, so that it is not made again in vain."""

    def __init__(self, name: str, fingerprint: str, *outputs: Path) -> None:
        self._file = VENV / "stamps" / name
        self._fingerprint = fingerprint
        self._outputs = outputs

    def is_current(self) -> bool:
        """The same inputs as last time, and every output is still there."""
        return (
            all(output.exists() for output in self._outputs)
            and self._file.exists()
            and self._file.read_text() == self._fingerprint
        )

    def set(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(self._fingerprint)

    def clear(self) -> None:
        """Called before making, so that an interrupted attempt counts as not made."""
        self._file.unlink(missing_ok=True)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two make commands in one folder wait for each other instead of tearing the environment apart."""
    handle = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
