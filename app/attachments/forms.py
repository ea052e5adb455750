"""Fields of a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, MultipleFileField
from wtforms import StringField

from app.attachments import rules
from app.attachments.schemas import AttachmentDraft, NewVersionDraft, Upload, WithdrawalDraft
from app.kernel import settings
from app.kernel.forms import ChoiceField, DayField, Form
from app.kernel.text import Message


@dataclass(frozen=True)
class Choice:
    """What may be chosen, as the fields for files say it."""

    most_megabytes: int
    most_bytes: int
    endings: str
    families: Sequence[Message]
    pictures: bool


def choice() -> Choice:
    """What the office takes at present."""
    families = settings.read(rules.FAMILIES)
    allowed = [spec for spec in rules.FORMATS.values() if spec.family in families]
    return Choice(
        settings.read(rules.MOST_MEGABYTES),
        rules.most_bytes(),
        ",".join(f".{ending}" for spec in allowed for ending in spec.endings),
        [name for code, name in rules.FAMILIES.options.items() if code in families],
        rules.Family.PICTURES in families,
    )


def uploads_of(field: MultipleFileField) -> list[Upload]:
    """The files that were chosen in a field, in their order."""
    return [Upload(file.filename or "", file.stream) for file in field.data or [] if file]


class AttachmentForm(Form[AttachmentDraft]):
    """Files to hand in; the camera of a telephone sends its picture under the same name."""

    files = MultipleFileField(_l("Files"), id="file-files")
    kind = ChoiceField(_l("Kind of document"), id="file-kind")
    title = StringField(_l("Title"), id="file-title")
    document_on = DayField(_l("Date of the document"), id="file-document-on")
    note = StringField(_l("Note"), id="file-note")

    def uploads(self) -> list[Upload]:
        """The files that were chosen, in their order."""
        return uploads_of(self.files)


class NewVersionForm(Form[NewVersionDraft]):
    """A file to put in another one's place."""

    files = FileField(_l("New version"), id="file-files")
    document_on = DayField(_l("Date of the document"), id="file-document-on")
    note = StringField(_l("What has changed"), id="file-note")

    def upload(self) -> Upload | None:
        """The file that was chosen, if one was."""
        file = self.files.data
        return Upload(file.filename or "", file.stream) if file else None


class WithdrawalForm(Form[WithdrawalDraft]):
    """Why a file is withdrawn."""

    reason = StringField(_l("Reason"), id="file-reason")
