"""Fields of the account pages."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField

from app.accounts.schemas import AbsenceDraft, CodeDraft, NewPasswordDraft, PasswordDraft, SetupDraft, SignInDraft
from app.kernel.forms import ChoiceField, DayField, Form

_USER_NAME = {"autocomplete": "username", "autocapitalize": "none"}
_NEW = {"autocomplete": "new-password"}
_CODE = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


class SignInForm(Form[SignInDraft]):
    username = StringField(_l("User name"), render_kw=_USER_NAME)
    password = PasswordField(_l("Password"), render_kw={"autocomplete": "current-password"})


class CodeForm(Form[CodeDraft]):
    """A code of the authenticator app, or a recovery code."""

    code = StringField(_l("One-time code"), render_kw=_CODE)


class PasswordForm(Form[PasswordDraft]):
    present = PasswordField(_l("Present password"), render_kw={"autocomplete": "current-password"})
    chosen = PasswordField(_l("New password"), render_kw=_NEW)
    repeated = PasswordField(_l("New password again"), render_kw=_NEW)


class NewPasswordForm(Form[NewPasswordDraft]):
    """A password by the link that an administrator handed over."""

    chosen = PasswordField(_l("New password"), render_kw=_NEW)
    repeated = PasswordField(_l("New password again"), render_kw=_NEW)


class SetupForm(Form[SetupDraft]):
    """The first administrator."""

    code = StringField(_l("Setup code"), render_kw={"autocomplete": "off", "autocapitalize": "none"})
    unit = StringField(_l("Unit"), render_kw={"autocomplete": "organization"})
    name = StringField(_l("Your name"), render_kw={"autocomplete": "name"})
    username = StringField(_l("User name"), render_kw=_USER_NAME)
    chosen = PasswordField(_l("Password"), render_kw=_NEW)
    repeated = PasswordField(_l("Password again"), render_kw=_NEW)


class AbsenceForm(Form[AbsenceDraft]):
    """Who stands in for somebody, and when."""

    deputy_id = ChoiceField(_l("Deputy"))
    since = DayField(_l("From"))
    until = DayField(_l("Until"))
