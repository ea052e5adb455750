"""Fields of the account pages."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, PasswordField, StringField
from wtforms import Form as PlainForm

from app.accounts import queries
from app.accounts.schemas import (
    AbsenceDraft,
    CodeDraft,
    ForgottenDraft,
    NewPasswordDraft,
    PasswordDraft,
    SetupDraft,
    SignInDraft,
    TaskForceChange,
    TaskForceDraft,
)
from app.kernel.forms import ChoiceField, DayField, Form
from app.kernel.text import Message
from app.kernel.words import pick

_USER_NAME = {"autocomplete": "username", "autocapitalize": "none"}
_NEW = {"autocomplete": "new-password"}
_CODE = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


class SignInForm(Form[SignInDraft]):
    username = StringField(_l("User name"), render_kw=_USER_NAME)
    password = PasswordField(_l("Password"), render_kw={"autocomplete": "current-password"})


class ForgottenForm(Form[ForgottenDraft]):
    """Whose password is forgotten."""

    username = StringField(_l("User name"), render_kw=_USER_NAME)


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


class MemberForm(PlainForm):
    """Somebody in a task force. A row without a person is no row."""

    person_id = ChoiceField(_l("Person"), render_kw={"data-carries-row": "1"})
    role = StringField(_l("What they do there"))


class _TaskForceFields:
    name_zh = StringField(_l("Chinese name"))
    name_en = StringField(_l("English name"))
    chief_id = ChoiceField(_l("Chief"))
    members = FieldList(FormField(MemberForm), max_entries=60)

    def offer_people(self: Any) -> None:
        """Offer everybody of the area, and a few empty rows more."""
        people = {person.id: pick(person.name, person.name_en) for person in queries.list_people()}
        self.chief_id.offer(people, blank=Message("Not chosen"))
        if not self.is_submitted():
            for _ in range(3):
                self.members.append_entry()
        for row in self.members:
            row.form.person_id.offer(people, blank=Message("Nobody"))


class TaskForceForm(_TaskForceFields, Form[TaskForceDraft]):
    """A new task force."""


class TaskForceChangeForm(_TaskForceFields, Form[TaskForceChange]):
    """A task force that exists."""

    is_dissolved = BooleanField(_l("Dissolved: no new projects; those it has keep its name"))
