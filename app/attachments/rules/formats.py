"""The formats that may be handed in: media type, endings, and the family that an office may switch off."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.attachments.models import Format
from app.kernel.text import Message

_OFFICE = "application/vnd.openxmlformats-officedocument"


class Family(StrEnum):
    """Formats that an office allows or refuses together."""

    PDF = "pdf"
    PICTURES = "pictures"
    OFFICE = "office"
    OLD_OFFICE = "old_office"
    TEXT = "text"


FAMILY_NAMES: Mapping[str, Message] = {
    Family.PDF: Message("PDF"),
    Family.PICTURES: Message("Pictures (JPEG, PNG, WebP, HEIC)"),
    Family.OFFICE: Message("Word, Excel and PowerPoint"),
    Family.OLD_OFFICE: Message("Old Word, Excel, PowerPoint and WPS files"),
    Family.TEXT: Message("Plain text and CSV"),
}


@dataclass(frozen=True)
class Spec:
    """A format to the outside: the first ending is given to a file whose own one does not agree."""

    family: Family
    media_type: str
    endings: tuple[str, ...]


FORMATS: Mapping[Format, Spec] = {
    Format.PDF: Spec(Family.PDF, "application/pdf", ("pdf",)),
    Format.PNG: Spec(Family.PICTURES, "image/png", ("png",)),
    Format.JPEG: Spec(Family.PICTURES, "image/jpeg", ("jpg", "jpeg")),
    Format.WEBP: Spec(Family.PICTURES, "image/webp", ("webp",)),
    Format.HEIC: Spec(Family.PICTURES, "image/heic", ("heic", "heif")),
    Format.DOCX: Spec(Family.OFFICE, f"{_OFFICE}.wordprocessingml.document", ("docx",)),
    Format.XLSX: Spec(Family.OFFICE, f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",)),
    Format.PPTX: Spec(Family.OFFICE, f"{_OFFICE}.presentationml.presentation", ("pptx",)),
    Format.DOC: Spec(Family.OLD_OFFICE, "application/msword", ("doc", "wps")),
    Format.XLS: Spec(Family.OLD_OFFICE, "application/vnd.ms-excel", ("xls", "et")),
    Format.PPT: Spec(Family.OLD_OFFICE, "application/vnd.ms-powerpoint", ("ppt", "dps")),
    Format.TEXT: Spec(Family.TEXT, "text/plain", ("txt", "csv")),
}
#: What every browser draws by itself and no script can live in. Everything else is only ever saved.
DRAWN = frozenset({Format.PNG, Format.JPEG, Format.WEBP})
