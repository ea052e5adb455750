"""How much may be handed in, as the office decides."""

from datetime import timedelta

from app.attachments.rules.formats import FAMILY_NAMES, Family
from app.kernel import settings
from app.kernel.settings import Choices, WholeNumber, declare
from app.kernel.text import Message

#: Files in one form, and how many full-sized ones fit into it together.
AT_ONCE = 20
_FULL_SIZED = 5
#: Room for the other fields of the form.
_FORM_BYTES = 2_000_000
#: Disk space that files leave to the database.
RESERVE = 200_000_000
#: A file without a row is left alone for this long: its row may be about to be committed.
ORPHAN_AGE = timedelta(days=1)

_GROUP = Message("Files")

MOST_MEGABYTES = declare(
    WholeNumber(
        code="files.most_megabytes",
        group=_GROUP,
        title=Message("Largest file"),
        explanation=Message("Larger files are refused; five of this size can be handed in at once."),
        default=20,
        lowest=1,
        highest=200,
        unit=Message("MB"),
    )
)
QUOTA_GIGABYTES = declare(
    WholeNumber(
        code="files.quota_gigabytes",
        group=_GROUP,
        title=Message("Room for all files"),
        explanation=Message("When all files together fill this, no more are taken until somebody makes room."),
        default=50,
        lowest=1,
        highest=10_000,
        unit=Message("GB"),
    )
)
FAMILIES = declare(
    Choices(
        code="files.families",
        group=_GROUP,
        title=Message("Files that may be handed in"),
        explanation=Message("A file is judged by its content, whatever its name. What lies here already stays."),
        default=frozenset(Family),
        options=FAMILY_NAMES,
    )
)
KEEP_WITHDRAWN = declare(
    WholeNumber(
        code="files.keep_withdrawn_days",
        group=_GROUP,
        title=Message("Withdrawn files are kept for"),
        explanation=Message(
            "After this long the content of a withdrawn file is erased; that it was there stays known."
        ),
        default=1095,
        lowest=180,
        highest=36_500,
        unit=Message("days"),
    )
)


def most_bytes() -> int:
    """The size of the largest file that is taken."""
    return settings.read(MOST_MEGABYTES) * 1024 * 1024


def request_bytes() -> int:
    """The size of the largest form with files that is read at all."""
    return most_bytes() * _FULL_SIZED + _FORM_BYTES


def quota_bytes() -> int:
    """The room for all files together."""
    return settings.read(QUOTA_GIGABYTES) * 1024**3
