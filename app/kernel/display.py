"""What templates can say: names, amounts, dates and links in the reader's language."""

import re
from datetime import date, datetime
from typing import Any

from flask import Flask
from flask_babel import ngettext
from jinja2 import StrictUndefined
from jinja2.ext import Extension

from app.kernel import clock, figures, personal
from app.kernel.assets import asset, icon
from app.kernel.compiled import CompiledTemplates
from app.kernel.guard import find_actor, may_open
from app.kernel.words import choose_locale, gettext, pick, say


def money(fen: int | None) -> str:
    return figures.money(fen, choose_locale())


def area(hundredths: int | None) -> str:
    return figures.area(hundredths, choose_locale())


def day(value: date | None) -> str:
    return figures.day(value, choose_locale())


def day_short(value: date | None) -> str:
    return figures.day_short(value, choose_locale())


def moment(value: datetime | None) -> str:
    return figures.moment(value, choose_locale())


def name(record: Any) -> str:
    """A record's name (a document's title) in the reader's language, or in the other when there is none."""
    return pick(*_names(record))


def other_name(record: Any) -> str:
    """The name in the other language, where there are two."""
    shown = name(record)
    return next((other for other in _names(record) if other and other != shown), "")


def _names(record: Any) -> tuple[str, str]:
    """Chinese and English. A contact has a `name` and, as something else, a title."""
    for stem in ("name", "title"):
        for chinese in (f"{stem}_zh", stem):
            if hasattr(record, chinese):
                return getattr(record, chinese), getattr(record, f"{stem}_en", "")
    raise AttributeError(f"{record!r} has no name")


class Unindented(Extension):
    """Leaves the indentation of HTML templates out of the pages: it is a fifth of a list."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        return re.sub(r"\n[ \t]+", "\n", source) if name and name.endswith(".html") else source


def init_app(app: Flask) -> None:
    """Give every template its words. A name that does not exist is an error, not an empty place."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.bytecode_cache = CompiledTemplates()
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.add_extension("jinja2.ext.i18n")
    environment.add_extension("jinja2.ext.do")
    environment.add_extension(Unindented)
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.globals.update(
        asset=asset, icon=icon, may_open=may_open, pick=pick, say=say, _=gettext, gettext=gettext, ngettext=ngettext
    )
    environment.filters.update(
        money=money,
        area=area,
        square_metres=figures.square_metres,
        measure=figures.measure,
        day=day,
        day_short=day_short,
        moment=moment,
        local=clock.local,
        name=name,
        other_name=other_name,
        mask_phone=personal.mask_phone,
        mask_mail=personal.mask_mail,
        say=say,
    )

    @app.context_processor
    def words() -> dict[str, Any]:
        actor = find_actor()
        return {
            "actor": actor,
            "may": actor.may if actor else lambda _right: False,
            "locale": choose_locale(),
            "today": clock.today(),
            "record": None,
        }
