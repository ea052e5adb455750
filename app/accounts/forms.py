"""Fields of the account pages."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField

from app.accounts.schemas import PasswordDraft, SignInDraft
from app.kernel.forms import Form


class SignInForm(Form[SignInDraft]):
    username = StringField(_l("User name"), render_kw={"autocomplete": "username", "autocapitalize": "none"})
    password = PasswordField(_l("Password"), render_kw={"autocomplete": "current-password"})


class PasswordForm(Form[PasswordDraft]):
    present = PasswordField(_l("Present password"), render_kw={"autocomplete": "current-password"})
    chosen = PasswordField(_l("New password"), render_kw={"autocomplete": "new-password"})
    repeated = PasswordField(_l("New password again"), render_kw={"autocomplete": "new-password"})
