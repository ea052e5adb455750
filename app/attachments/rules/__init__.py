"""What may be handed in: the formats, how each is known by its content, names, and the limits an office sets."""

from app.attachments.rules.contents import inspect
from app.attachments.rules.formats import DRAWN, FORMATS, Family, Spec
from app.attachments.rules.limits import (
    AT_ONCE,
    FAMILIES,
    KEEP_WITHDRAWN,
    MOST_MEGABYTES,
    ORPHAN_AGE,
    QUOTA_GIGABYTES,
    RESERVE,
    most_bytes,
    quota_bytes,
    request_bytes,
)
from app.attachments.rules.names import clean_name

__all__ = [
    "AT_ONCE",
    "DRAWN",
    "FAMILIES",
    "FORMATS",
    "KEEP_WITHDRAWN",
    "MOST_MEGABYTES",
    "ORPHAN_AGE",
    "QUOTA_GIGABYTES",
    "RESERVE",
    "Family",
    "Spec",
    "clean_name",
    "inspect",
    "most_bytes",
    "quota_bytes",
    "request_bytes",
]
