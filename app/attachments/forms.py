"""Fields of a file."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, MultipleFileField
from wtforms import StringField

from app.attachments.schemas import AttachmentDraft, NewVersionDraft, Upload, WithdrawalDraft
from app.kernel.forms import ChoiceField, DayField, Form


class AttachmentForm(Form[AttachmentDraft]):
    """Files to hand in; the camera of a telephone sends its picture under the same name."""

    files = MultipleFileField(_l("Files"), id="file-files")
    kind = ChoiceField(_l("Kind of document"), id="file-kind")
    title = StringField(_l("Title"), id="file-title")
    document_on = DayField(_l("Date of the document"), id="file-document-on")
    note = StringField(_l("Note"), id="file-note")

    def uploads(self) -> list[Upload]:
        """The files that were chosen, in their order."""
        return [Upload(file.filename or "", file.stream) for file in self.files.data or [] if file]


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
