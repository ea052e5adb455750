"""The door's side of language: the reader's locale, and messages said in it.

A page asks for both some five hundred times, so each is found out once in a request and kept.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import g, has_request_context, request
from flask_babel import get_translations, ngettext

from app.kernel import figures
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
    if chosen is None:
        chosen = _locale_of_reader()
        if "actor" in g:
            g.locale = chosen
    return chosen


def _locale_of_reader() -> str:
    actor = find_actor()
    if actor is not None:
        return actor.locale
    cookie = request.cookies.get(LOCALE_COOKIE, "")
    return cookie if cookie in LOCALES else request.accept_languages.best_match(LOCALES) or "zh"


def gettext(key: str, **params: Any) -> str:
    """The English sentence in the reader's language, with its parameters filled in."""
    text = _translate()(key)
    return text % params if params else text


def _translate() -> Callable[[str], str]:
    if not has_request_context():
        return _ugettext()
    translate: Callable[[str], str] | None = g.get("translate")
    if translate is None:
        translate = _ugettext()
        if "actor" in g:
            g.translate = translate
    return translate


def _ugettext() -> Callable[[str], str]:
    translate: Callable[[str], str] = get_translations().ugettext
    return translate


def say(message: Message | str) -> str:
    """A message in the reader's language, and so are parameters that are messages, days or moments."""
    if isinstance(message, str):
        return message
    if not message.params:
        return gettext(message.key)
    return gettext(message.key, **{name: _said(value) for name, value in message.params.items()})


def _said(value: Any) -> Any:
    if isinstance(value, Message):
        return say(value)
    if isinstance(value, datetime):
        return figures.moment(value, choose_locale())
    if isinstance(value, date):
        return figures.day(value, choose_locale())
    return value


def pick(zh: str | None, en: str | None) -> str:
    """A name in the reader's language, or in the other when there is none."""
    first, second = (zh, en) if choose_locale() == "zh" else (en, zh)
    return first or second or ""


__all__ = ["LOCALES", "LOCALE_COOKIE", "choose_locale", "gettext", "ngettext", "pick", "say"]
