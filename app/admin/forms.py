"""Fields of the administrator's pages."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField

from app.accounts import rules
from app.accounts.schemas import (
    AddressDraft,
    GrantDraft,
    NewUserDraft,
    PersonChange,
    PersonDraft,
    ReasonDraft,
    ReviewDraft,
    UnitChange,
    UnitDraft,
)
from app.kernel.forms import ChoiceField, DayField, Form, NumberField, PickManyField
from app.kernel.permissions import Scope
from app.kernel.text import Message

UNIT_KINDS = {
    "committee": Message("Management committee"),
    "bureau": Message("Bureau"),
    "department": Message("Department"),
    "park": Message("Park"),
}
ROLES = rules.ROLE_WORDS
SCOPES = {
    Scope.OWN: Message("Own records"),
    Scope.UNIT: Message("The unit and those below it"),
    Scope.ALL: Message("The whole area"),
}
LOCALES = {"zh": "中文", "en": "English"}


class _UnitFields:
    name_zh = StringField(_l("Chinese name"))
    name_en = StringField(_l("English name"))
    kind = ChoiceField(_l("Kind"))
    parent_id = ChoiceField(_l("Below"))
    position = NumberField(_l("Position in the list"))


class UnitForm(_UnitFields, Form[UnitDraft]):
    """A new unit."""


class UnitChangeForm(_UnitFields, Form[UnitChange]):
    """A unit that exists."""


class _PersonFields:
    name = StringField(_l("Name"))
    name_en = StringField(_l("English name"))
    unit_id = ChoiceField(_l("Unit"))
    post_zh = StringField(_l("Post"))
    post_en = StringField(_l("Post, in English"))
    protocol_order = NumberField(_l("Protocol order"))
    since = DayField(_l("In this post since"))


class PersonForm(_PersonFields, Form[PersonDraft]):
    """Somebody of the area."""


class PersonChangeForm(_PersonFields, Form[PersonChange]):
    """Somebody who is known."""


class UserForm(_PersonFields, Form[NewUserDraft]):
    """A person with a sign-in."""

    username = StringField(_l("User name"), render_kw={"autocapitalize": "none", "autocomplete": "off"})
    role = ChoiceField(_l("Role"))
    scope = ChoiceField(_l("Reach"))
    locale = ChoiceField(_l("Language"))
    email = StringField(_l("Mail"), render_kw={"inputmode": "email", "autocomplete": "off"})


class AddressForm(Form[AddressDraft]):
    """Where mail reaches a user."""

    email = StringField(_l("Mail"), render_kw={"inputmode": "email", "autocomplete": "off"})


class GrantForm(Form[GrantDraft]):
    """A role for a user."""

    role = ChoiceField(_l("Role"))
    scope = ChoiceField(_l("Reach"))
    unit_id = ChoiceField(_l("Unit"))
    until = DayField(_l("Last day"))


class ReasonForm(Form[ReasonDraft]):
    """Something that needs a reason."""

    reason = StringField(_l("Reason"))


class ReviewForm(Form[ReviewDraft]):
    """Roles to be marked as reviewed."""

    grants = PickManyField(_l("Roles"))
