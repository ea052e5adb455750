"""Fields of enterprises and contacts."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, StringField, TextAreaField
from wtforms import Form as Row

from app.enterprises.schemas import (
    ContactChange,
    ContactDraft,
    EnterpriseChange,
    EnterpriseDraft,
    EraseDraft,
    FactChange,
    FullExportDraft,
    PostDraft,
    ReasonDraft,
)
from app.kernel.forms import ChoiceField, DayField, Form, NumberField, PickField, PickManyField


class _Facts:
    short_name = StringField(_l("Short name"))
    uscc = StringField(_l("Credit code"), render_kw={"autocapitalize": "characters", "spellcheck": "false"})
    status = ChoiceField(_l("Status"))
    owner_id = ChoiceField(_l("Owner"))
    home_province = ChoiceField(_l("Home province"))
    ownership = ChoiceField(_l("Ownership"))
    chain_role = ChoiceField(_l("Role in the chain"))
    park_id = ChoiceField(_l("Park"))
    source = ChoiceField(_l("Source"))
    introduced_by = StringField(_l("Introduced by"))
    note = TextAreaField(_l("Note"))


class FactForm(_Facts, Form[FactChange]):
    """One fact at a time: the view takes the other fields out."""


class ListingRow(Row):
    """A list and its year."""

    list_code = ChoiceField(_l("List"))
    year = NumberField(_l("Year"), render_kw={"maxlength": "4"})


class EnterpriseFields(_Facts):
    """What stands on the page of a new enterprise and of one that exists."""

    name_zh = StringField(_l("Chinese name"))
    name_en = StringField(_l("English name"))
    other_names = TextAreaField(_l("Former names and aliases"))
    country = ChoiceField(_l("Country"))
    industry_id = PickField(_l("Industry (GB/T 4754)"))
    parent_id = PickField(_l("Belongs to"))
    sector_ids = PickManyField(_l("Sectors"))
    listings = FieldList(FormField(ListingRow), label=_l("Lists"))


class EnterpriseForm(EnterpriseFields, Form[EnterpriseDraft]):
    """A new enterprise. `knows_namesake` is sent by the warning about a namesake."""

    knows_namesake = StringField()


class EnterpriseChangeForm(EnterpriseFields, Form[EnterpriseChange]):
    """An enterprise that exists."""


class _ContactFacts:
    name = StringField(_l("Name"))
    name_en = StringField(_l("English name"))
    title_zh = StringField(_l("Job title"))
    title_en = StringField(_l("Job title in English"))
    phone = StringField(_l("Telephone"), render_kw={"inputmode": "tel"})
    email = StringField(_l("E-mail"), render_kw={"inputmode": "email", "autocapitalize": "none"})
    wechat = StringField(_l("WeChat"), render_kw={"autocapitalize": "none"})
    language = ChoiceField(_l("Language"))
    consent_on = DayField(_l("Consent given on"))
    consent_channel = ChoiceField(_l("How consent was given"))
    consent_note = TextAreaField(_l("Consent"))


class ContactForm(_ContactFacts, Form[ContactDraft]):
    """A new contact in their post."""

    enterprise_id = PickField(_l("Enterprise"))
    since = DayField(_l("In this post since"))


class ContactChangeForm(_ContactFacts, Form[ContactChange]):
    """A contact who stays in their post."""


class PostForm(Form[PostDraft]):
    """The post a contact moves to."""

    enterprise_id = PickField(_l("Enterprise"))
    title_zh = StringField(_l("Job title"))
    title_en = StringField(_l("Job title in English"))
    since = DayField(_l("Since"))


class ReasonForm(Form[ReasonDraft]):
    """Why a contact's details are to be seen in full."""

    reason = StringField(_l("Reason"))


class FullExportForm(Form[FullExportDraft]):
    """Why a list leaves the house with details in full."""

    reason = StringField(_l("Reason"))
    kind = ChoiceField(_l("File"))


class EraseForm(Form[EraseDraft]):
    """Erasing a contact."""

    reason = StringField(_l("Who asked for it, and when"))
    confirmed = BooleanField(_l("I know that an erased contact cannot be brought back"))
