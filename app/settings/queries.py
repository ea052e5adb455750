"""Reading settings: what holds, who chose it and when, and what another profile would change."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.accounts.models import Person, User
from app.kernel import settings
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.permissions import Actor
from app.kernel.settings import SETTINGS, Practice, Setting, SettingValue


@dataclass(frozen=True)
class Standing:
    """How a setting stands: `value` holds now, `default` is the profile's.

    `version` counts the office's own choices; 0 means that the default holds. `by` chose it.
    """

    setting: Setting[Any]
    value: Any
    default: Any
    version: int = 0
    changed_at: datetime | None = None
    by: Person | None = None
    may_change: bool = False


@dataclass(frozen=True)
class Change:
    """What another profile does to one setting."""

    setting: Setting[Any]
    now: Any
    then: Any


def get(code: str) -> Setting[Any]:
    """The setting of this code; NotFound for one that came from an address and is none."""
    if code not in SETTINGS:
        raise NotFound
    return SETTINGS[code]


def find_choice(code: str) -> SettingValue | None:
    """What the office has chosen for this setting, if anything."""
    return db.session.scalar(select(SettingValue).where(SettingValue.code == code))


def standings(actor: Actor) -> dict[str, Standing]:
    """How every setting stands, in one statement."""
    found = db.session.execute(
        select(SettingValue, Person)
        .outerjoin(User, User.id == SettingValue.changed_by_id)
        .outerjoin(Person, Person.id == User.person_id)
    )
    chosen = {value.code: (value, person) for value, person in found}
    return {code: _standing(actor, setting, *chosen.get(code, (None, None))) for code, setting in SETTINGS}


def standing(actor: Actor, code: str) -> Standing:
    """How one setting stands."""
    return standings(actor)[get(code).code]


def _standing(actor: Actor, setting: Setting[Any], chosen: SettingValue | None, by: Person | None) -> Standing:
    return Standing(
        setting=setting,
        value=settings.read(setting),
        default=setting.default_for(settings.practice()),
        version=chosen.version if chosen else 0,
        changed_at=chosen.changed_at if chosen else None,
        by=by,
        may_change=actor.may(setting.right),
    )


def changes_under(profile: Practice) -> list[Change]:
    """What would hold differently if the office worked by another profile."""
    pairs = [Change(setting, settings.read(setting), settings.under(setting, profile)) for _, setting in SETTINGS]
    return [change for change in pairs if change.now != change.then and change.setting is not settings.PRACTICE]
