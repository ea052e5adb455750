"""Fields of a policy."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from app.kernel.forms import ChoiceField, DayField, Form, PickManyField
from app.policies.schemas import PolicyChange, PolicyDraft


class _Fields:
    title_zh = StringField(_l("Chinese title"))
    title_en = StringField(_l("English title"))
    number = StringField(_l("Number"))
    issuer_zh = StringField(_l("Issued by"))
    issuer_en = StringField(_l("Issued by, in English"))
    level = ChoiceField(_l("Level"))
    issued_on = DayField(_l("Issued on"))
    valid_from = DayField(_l("Valid from"))
    valid_until = DayField(_l("Valid until"))
    sectors = PickManyField(_l("Sectors"))
    summary_zh = TextAreaField(_l("Summary"))
    summary_en = TextAreaField(_l("Summary, in English"))
    clauses = TextAreaField(_l("Clauses"))
    source = StringField(_l("Source"))


class PolicyForm(_Fields, Form[PolicyDraft]):
    """A new policy."""


class PolicyChangeForm(_Fields, Form[PolicyChange]):
    """A policy that exists."""
