"""What a file is called: its own name without what could mislead a reader or a computer."""

import re
import unicodedata

from app.attachments.models import Format
from app.attachments.rules.formats import FORMATS

LONGEST = 120
_FORBIDDEN = re.compile(r'[<>:"|?*\\/]')
#: Names that Windows keeps for devices, whatever their ending.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)


def clean_name(given: str, kind: Format) -> str:
    """The last part of a path, without control and direction marks, at most 120 characters, with the right ending."""
    name = re.split(r"[\\/]", unicodedata.normalize("NFC", _without_marks(given)))[-1]
    name = " ".join(_FORBIDDEN.sub(" ", name).split()).strip(". ")
    if _DEVICE.match(name):
        name = f"_{name}"
    stem, dot, ending = name.rpartition(".")
    endings = FORMATS[kind].endings
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,10}", ending):
        stem, ending = name, ""
    kept = ending.lower() if ending.lower() in endings else endings[0]
    stem = stem.strip(". ")[: LONGEST - len(kept) - 1].strip(". ") or "file"
    return f"{stem}.{kept}"


def _without_marks(text: str) -> str:
    """Without control characters, lone surrogates, and the marks that make `gpj.exe` read as `exe.jpg`."""
    return "".join(char for char in text if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
