"""What comes in with a file."""

from dataclasses import dataclass
from typing import BinaryIO

from app.kernel.fields import Draft, Line, OptionalDay, OptionalLine, ShortLine, Version


@dataclass(frozen=True)
class Upload:
    """A file as it was handed in: the name it claims, and its content, which can be read again from its start."""

    name: str
    content: BinaryIO


class AttachmentDraft(Draft):
    """What is said about the files of one form. The kind is a term of document_kind."""

    kind: ShortLine
    title: OptionalLine = None
    note: OptionalLine = None
    document_on: OptionalDay = None


class NewVersionDraft(Draft):
    """What is said about a new version; the kind and the title stay."""

    version: Version
    note: OptionalLine = None
    document_on: OptionalDay = None


class WithdrawalDraft(Draft):
    """Why a file should not have been there."""

    version: Version
    reason: Line
