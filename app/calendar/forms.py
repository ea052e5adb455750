"""The form of a day."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField

from app.calendar.schemas import AnnouncedDraft, DayDraft
from app.kernel.errors import Conflict
from app.kernel.forms import ChoiceField, Form
from app.kernel.text import Message


class DayForm(Form[DayDraft]):
    """Worked or not, and why."""

    work = ChoiceField(_l("This day is"))
    note = StringField(_l("Note"))


class AnnouncedForm(Form[AnnouncedDraft]):
    """The button that gives a decision up."""

    @classmethod
    def read(cls) -> int:
        """The version sent with the button."""
        form = cls()
        if not form.validate():
            raise Conflict(Message("This page does not say which version it shows. Reload it, then save again."))
        return form.draft.version
