"""Fields of the page of a unit's bot. Address and secret are drawn empty, whatever was typed or is kept."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField

from app.bots import rules
from app.bots.schemas import BotChange, BotDraft
from app.kernel.forms import ChoiceField, Form, PickManyField
from app.kernel.words import say

LOCALES = {"zh": "中文", "en": "English"}
_PASTED = {"autocomplete": "new-password", "spellcheck": "false"}


class _BotFields:
    brand = ChoiceField(_l("Service"))
    address = PasswordField(_l("Address of the bot"), render_kw=_PASTED)
    secret = PasswordField(_l("Signing secret"), render_kw=_PASTED)
    kinds = PickManyField(_l("What the group is told"))
    locale = ChoiceField(_l("Language"))


class BotForm(_BotFields, Form[BotDraft]):
    """A bot for a group that has none."""


class BotChangeForm(_BotFields, Form[BotChange]):
    """A bot that is there."""


def offer(form: BotForm | BotChangeForm) -> None:
    """Offer what can be chosen."""
    form.brand.offer({brand: service.title for brand, service in rules.SERVICES.items()})
    form.locale.offer(LOCALES)
    form.kinds.shown = {kind.value: say(words) for kind, words in rules.KIND_WORDS.items()}
    form.kinds.choices = list(form.kinds.shown.items())
