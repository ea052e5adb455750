"""Settings: what an office decides for itself and the program reads from its own database.

A room declares each setting once, as a constant, and makes it known through the socket SETTINGS; the settings room
draws its page from the declarations. What belongs to an installation (addresses, secrets) is not here but in config.py.
"""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import JSON, ForeignKey, ScalarSelect, Text, cast, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Id, Identified, Model, Versioned, db
from app.kernel.fields import parse_whole_number, wrong
from app.kernel.permissions import Can
from app.kernel.sockets import Socket
from app.kernel.text import Message, is_clean

T = TypeVar("T")
S = TypeVar("S", bound="Setting[Any]")

_ONE_OF = Message("Choose one of the options.")


class Practice(StrEnum):
    """How strictly an office works (domain.md §0)."""

    LIGHT = "light"
    STANDARD = "standard"
    STRICT = "strict"


class SettingValue(Identified, Versioned, Model):
    """What an office has chosen instead of the default; without a row the default holds."""

    __tablename__ = "settings"
    code: Mapped[str] = mapped_column(unique=True)
    value: Mapped[Any] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
    changed_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id"))


@dataclass(frozen=True, kw_only=True)
class Setting(Generic[T]):
    """A declaration: what is decided, in words, the default, and what it may be.

    `by_practice` gives profiles a default of their own. `right` is who may change it.
    """

    code: str
    group: Message
    title: Message
    explanation: Message
    default: T
    by_practice: Mapping[Practice, T] = field(default_factory=dict)
    right: Can = Can.EDIT_SETTINGS

    @abstractmethod
    def parse(self, typed: Sequence[str]) -> T:
        """The value from what a form sent; a PydanticCustomError with a Message says what to type instead."""

    @abstractmethod
    def restore(self, kept: Any) -> T:
        """The value from its JSON; ValueError when it is none any more."""

    def keep(self, value: T) -> Any:
        """The value as JSON."""
        return value

    def default_for(self, practice: Practice) -> T:
        """What holds as long as nobody has chosen."""
        return self.by_practice.get(practice, self.default)


@dataclass(frozen=True, kw_only=True)
class WholeNumber(Setting[int]):
    """A number between two, both inclusive; `unit` is the word after it."""

    lowest: int
    highest: int
    unit: Message | None = None

    def parse(self, typed: Sequence[str]) -> int:
        return int(parse_whole_number(typed[0] if typed else "", self.lowest, self.highest))

    def restore(self, kept: Any) -> int:
        if type(kept) is not int or not self.lowest <= kept <= self.highest:
            raise ValueError(kept)
        return kept


@dataclass(frozen=True, kw_only=True)
class Flag(Setting[bool]):
    """Yes or no."""

    def parse(self, typed: Sequence[str]) -> bool:
        if list(typed) not in ([], ["0"], ["1"]):
            raise wrong(_ONE_OF)
        return list(typed) == ["1"]

    def restore(self, kept: Any) -> bool:
        if type(kept) is not bool:
            raise ValueError(kept)
        return kept


@dataclass(frozen=True, kw_only=True)
class Choice(Setting[str]):
    """One of a few; `options` gives each its words."""

    options: Mapping[str, Message]

    def parse(self, typed: Sequence[str]) -> str:
        if len(typed) != 1 or typed[0] not in self.options:
            raise wrong(_ONE_OF)
        return typed[0]

    def restore(self, kept: Any) -> str:
        if kept not in self.options:
            raise ValueError(kept)
        return str(kept)


@dataclass(frozen=True, kw_only=True)
class Choices(Setting[frozenset[str]]):
    """Any of a few, none too."""

    options: Mapping[str, Message]

    def parse(self, typed: Sequence[str]) -> frozenset[str]:
        if not set(typed) <= set(self.options):
            raise wrong(_ONE_OF)
        return frozenset(typed)

    def restore(self, kept: Any) -> frozenset[str]:
        if not isinstance(kept, list):
            raise ValueError(kept)
        return frozenset(kept) & frozenset(self.options)

    def keep(self, value: frozenset[str]) -> Any:
        return sorted(value)


@dataclass(frozen=True, kw_only=True)
class ShortText(Setting[str]):
    """A line of words."""

    longest: int = 200

    def parse(self, typed: Sequence[str]) -> str:
        text = " ".join((typed[0] if typed else "").split())
        if not is_clean(text):
            raise wrong(Message("This text contains characters that cannot be saved. Type it again."))
        if len(text) > self.longest:
            raise wrong(
                Message("At most %(limit)s characters; this has %(length)s.", limit=self.longest, length=len(text))
            )
        return text

    def restore(self, kept: Any) -> str:
        if not isinstance(kept, str):
            raise TypeError(kept)
        return kept


SETTINGS: Socket[Setting[Any]] = Socket("settings")

#: Code -> what looks at a value before it comes to hold, by choice or by another profile, and refuses it in words.
CHECKS: Socket[Callable[[Any], None]] = Socket("checks of settings")


def declare(setting: S) -> S:
    """Make a setting known under its code."""
    SETTINGS.plug(setting.code)(setting)
    return setting


PRACTICE = declare(
    Choice(
        code="practice",
        group=Message("Practice"),
        title=Message("Practice profile"),
        explanation=Message(
            "How strictly the office works. Every setting that nobody has changed follows the profile at once."
        ),
        default=Practice.LIGHT,
        options={
            Practice.LIGHT: Message("Light"),
            Practice.STANDARD: Message("Standard"),
            Practice.STRICT: Message("Strict"),
        },
    )
)


def practice() -> Practice:
    """The profile that holds now."""
    return Practice(_chosen(PRACTICE, PRACTICE.default))


def read(setting: Setting[T]) -> T:
    """What holds now: the office's choice, else the profile's default.

    All choices are read by one statement, once in a request.
    """
    return _chosen(setting, setting.default_for(practice()))


def under(setting: Setting[T], profile: Practice) -> T:
    """What would hold if the office worked by this profile."""
    return _chosen(setting, setting.default_for(profile))


def is_chosen(setting: Setting[Any]) -> bool:
    """Whether the office has decided for itself, so that the profile no longer matters here."""
    return setting.code in _kept()


def _chosen(setting: Setting[T], otherwise: T) -> T:
    kept = _kept()
    if setting.code not in kept:
        return otherwise
    try:
        return setting.restore(kept[setting.code])
    except (ValueError, TypeError):  # chosen under an older program that allowed more
        return otherwise


def _kept() -> dict[str, Any]:
    found: dict[str, Any] | None = db.session.info.get("luodi_settings")
    if found is None:
        rows = db.session.execute(select(SettingValue.code, SettingValue.value))
        found = {row.code: row.value for row in rows}
        db.session.info["luodi_settings"] = found
    return found


def told() -> ScalarSelect[str]:
    """Every choice as one column, for a statement that runs in every request anyway. `learn` takes it in."""
    pair = '"' + SettingValue.code + '": ' + cast(SettingValue.value, Text)
    return select(func.aggregate_strings(pair, ", ")).scalar_subquery()


def learn(choices: str | None) -> None:
    """Take in what `told` found: this request asks for settings no more."""
    db.session.info["luodi_settings"] = json.loads(f"{{{choices or ''}}}")


def forget() -> None:
    """Inside the command that changes a setting: read them anew from here on."""
    db.session.info.pop("luodi_settings", None)
