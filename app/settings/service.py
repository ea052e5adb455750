"""Deciding a setting. Each command is one transaction and asks for the version that was seen."""

from typing import Any

from pydantic_core import PydanticCustomError

from app.audit import service as audit
from app.kernel import settings
from app.kernel.db import command, db
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.permissions import Actor
from app.kernel.settings import CHECKS, PRACTICE, Practice, Setting, SettingValue
from app.kernel.text import Message
from app.settings import queries

_SEEN_OLD = Message("Someone changed this setting since you opened it. Compare, then save again.")


@command
def change(actor: Actor, code: str, typed: list[str], version: int) -> SettingValue:
    """Choose a value; the audit log keeps the old and the new one. Version 0 is the default's."""
    setting = queries.get(code)
    kept = _open(actor, setting, version)
    value = _parsed(setting, typed)
    before = settings.read(setting)
    _check(setting, value)
    if kept is None:
        kept = SettingValue(code=code, value=setting.keep(value), changed_by_id=actor.id)
        db.session.add(kept)
    else:
        kept.value, kept.changed_by_id = setting.keep(value), actor.id
    settings.forget()
    _record(actor, setting, kept, before, value)
    return kept


@command
def use_default(actor: Actor, code: str, version: int) -> None:
    """Give a choice up: the profile's default holds again."""
    setting = queries.get(code)
    kept = _open(actor, setting, version)
    if kept is None:
        return
    before, default = settings.read(setting), setting.default_for(settings.practice())
    _check(setting, default)
    _record(actor, setting, kept, before, default, is_default=True)
    db.session.delete(kept)
    settings.forget()


def _open(actor: Actor, setting: Setting[Any], version: int) -> SettingValue | None:
    if not actor.may(setting.right):
        raise Forbidden
    kept = queries.find_choice(setting.code)
    if (kept.version if kept else 0) != version:
        raise Conflict(_SEEN_OLD)
    return kept


def _parsed(setting: Setting[Any], typed: list[str]) -> Any:
    try:
        return setting.parse(typed)
    except PydanticCustomError as flaw:
        raise Invalid.at("value", (flaw.context or {})["message"]) from flaw


def _check(setting: Setting[Any], value: Any) -> None:
    """Ask whoever guards this setting, and those that another profile would change along with it."""
    if setting is PRACTICE:
        for moved in queries.changes_under(Practice(value)):
            _check(moved.setting, moved.then)
    if setting.code in CHECKS:
        CHECKS[setting.code](value)


def _record(
    actor: Actor, setting: Setting[Any], kept: SettingValue, before: Any, after: Any, *, is_default: bool = False
) -> None:
    old, new = setting.keep(before), setting.keep(after)
    audit.record(actor, "setting.change", kept, setting=setting.code, old=old, new=new, is_default=is_default)
