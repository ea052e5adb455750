"""Fields of a key industry and of a word."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField

from app.kernel.forms import Form, PickField
from app.vocabularies.schemas import MoveDraft, SectorChange, SectorDraft, TermChange, TermDraft


class SectorForm(Form[SectorDraft]):
    code = StringField(_l("Code"))
    name_zh = StringField(_l("Chinese name"))
    name_en = StringField(_l("English name"))
    parent_id = PickField(_l("Below"))
    chief_id = PickField(_l("Chain chief"))


class SectorChangeForm(Form[SectorChange]):
    code = StringField(_l("Code"))
    name_zh = StringField(_l("Chinese name"))
    name_en = StringField(_l("English name"))
    chief_id = PickField(_l("Chain chief"))


class TermForm(Form[TermDraft]):
    name_zh = StringField(_l("Chinese name"))
    name_en = StringField(_l("English name"))


class TermChangeForm(Form[TermChange]):
    name_zh = StringField(_l("Chinese name"))
    name_en = StringField(_l("English name"))


class MoveForm(Form[MoveDraft]):
    """The arrows beside a word."""

    to = HiddenField()
