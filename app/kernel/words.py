"""The door's side of language: the reader's locale, and messages said in it."""

from flask import g, has_request_context, request
from flask_babel import gettext, ngettext

from app.kernel.guard import find_actor
from app.kernel.text import Message

LOCALES = ("zh", "en")
LOCALE_COOKIE = "luodi_locale"


def choose_locale() -> str:
    """The signed-in person's language; before that the cookie's, then what the browser prefers, then Chinese.

    On the command line it is English.
    """
    if not has_request_context():
        return "en"
    chosen: str | None = g.get("locale")
    if chosen:
        return chosen
    actor = find_actor()
    if actor is not None:
        return actor.locale
    cookie = request.cookies.get(LOCALE_COOKIE, "")
    return cookie if cookie in LOCALES else request.accept_languages.best_match(LOCALES) or "zh"


def say(message: Message | str) -> str:
    """A message in the reader's language. Parameters that are messages themselves are said too."""
    if isinstance(message, str):
        return message
    params = {name: say(value) if isinstance(value, Message) else value for name, value in message.params.items()}
    spoken: str = gettext(message.key, **params)
    return spoken


def pick(zh: str | None, en: str | None) -> str:
    """A name in the reader's language, or in the other when there is none."""
    first, second = (zh, en) if choose_locale() == "zh" else (en, zh)
    return first or second or ""


__all__ = ["LOCALES", "LOCALE_COOKIE", "choose_locale", "gettext", "ngettext", "pick", "say"]
