"""Fields of the page on which somebody chooses how to be told."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField

from app.kernel.forms import ChoiceField, Form, NumberField
from app.notifications.schemas import ChoiceDraft


class MailChoiceForm(Form[ChoiceDraft]):
    """Where and when mail comes."""

    email = StringField(_l("Mail"), render_kw={"inputmode": "email", "autocomplete": "email"})
    present = PasswordField(_l("Present password"), render_kw={"autocomplete": "current-password"})
    mode = ChoiceField(_l("Mail about notifications"))
    hour = NumberField(_l("Hour of the daily mail"))
