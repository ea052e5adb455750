"""The field of a setting, by its kind."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField

from app.kernel.errors import Conflict
from app.kernel.forms import ChoiceField, Form, NumberField, PickManyField
from app.kernel.settings import Choice, Choices, Flag, Setting, WholeNumber
from app.kernel.text import Message
from app.kernel.words import say
from app.settings.queries import Standing
from app.settings.schemas import ProfileDraft, SettingDraft

YES_NO = {"1": Message("Yes"), "0": Message("No")}


class TextForm(Form[SettingDraft]):
    value = StringField(_l("Value"))


class NumberForm(Form[SettingDraft]):
    value = NumberField(_l("Value"))


class ChoiceForm(Form[SettingDraft]):
    value = ChoiceField(_l("Value"))


class ChoicesForm(Form[SettingDraft]):
    value = PickManyField(_l("Value"))


class ProfileForm(Form[ProfileDraft]):
    """A button; the value stands in the address."""

    @classmethod
    def read(cls) -> int:
        """The version sent with the button; Conflict when it is missing or forged."""
        form = cls()
        if not form.validate():
            raise Conflict(Message("This page does not say which version it shows. Reload it, then save again."))
        return form.draft.version


AnyForm = TextForm | NumberForm | ChoiceForm | ChoicesForm


def form_for(standing: Standing) -> AnyForm:
    """The form of one setting, filled with what holds now."""
    setting = standing.setting
    kept = _Kept(standing)
    if isinstance(setting, WholeNumber):
        return NumberForm(obj=kept)
    if isinstance(setting, Flag | Choice):
        form = ChoiceForm(obj=kept)
        form.value.offer(YES_NO if isinstance(setting, Flag) else setting.options)
        return form
    if isinstance(setting, Choices):
        many = ChoicesForm(obj=kept)
        words = {code: say(word) for code, word in setting.options.items()}
        many.value.choices, many.value.shown = list(words.items()), words
        return many
    return TextForm(obj=kept)


def compare(form: AnyForm, standing: Standing) -> None:
    """After a Conflict: what holds now beside what was typed."""
    form.compare(_Kept(standing))


class _Kept:
    """A standing as the record behind a form."""

    def __init__(self, standing: Standing) -> None:
        value = standing.value
        self.value: Any = ("1" if value else "0") if isinstance(standing.setting, Flag) else value
        if isinstance(standing.setting, Choices):
            self.value = sorted(value)
        self.version = standing.version


def in_words(setting: Setting[Any], value: Any) -> str:
    """A value as its reader knows it."""
    if isinstance(setting, Flag):
        return say(YES_NO["1" if value else "0"])
    if isinstance(setting, Choice):
        return say(setting.options[value])
    if isinstance(setting, Choices):
        return "、".join(say(setting.options[code]) for code in setting.options if code in value) or say(
            Message("None")
        )
    if isinstance(setting, WholeNumber) and setting.unit:
        return f"{value} {say(setting.unit)}"
    return str(value)


def range_in_words(setting: Setting[Any]) -> str:
    """What a setting may be, where that is not plain from its field."""
    if isinstance(setting, WholeNumber):
        return say(Message("%(lowest)s to %(highest)s", lowest=setting.lowest, highest=setting.highest))
    return ""
