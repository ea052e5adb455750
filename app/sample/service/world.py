"""The sample world read from its files, and the people in whose names it is loaded."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.accounts import queries as accounts
from app.accounts.models import User
from app.kernel.permissions import Actor
from app.sample.rules import Timeframe

FOLDER = Path(__file__).parents[1] / "world"
PASSWORD = "luodi-sample-2022"  # noqa: S105  # the sample world's, told to everybody

Rows = list[dict[str, Any]]


def read(name: str) -> dict[str, Rows]:
    """One file of the world, as its tables."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass
class World:
    """What has been loaded so far: the ids behind the keys of the files."""

    time: Timeframe
    units: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    sectors: dict[str, int] = field(default_factory=dict)
    enterprises: dict[str, int] = field(default_factory=dict)
    contacts: dict[str, int] = field(default_factory=dict)
    projects: dict[str, int] = field(default_factory=dict)
    meetings: dict[str, int] = field(default_factory=dict)
    sites: dict[str, int] = field(default_factory=dict)

    def actor(self, username: str) -> Actor:
        """The person in whose name something is loaded."""
        user = self.users[username]
        return accounts.actor_for(user, user.person, user.person.unit)

    def user_id(self, username: str | None) -> int | None:
        return self.users[username].id if username else None


def only(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Those of the row's fields that are named and there."""
    return {name: row[name] for name in names if row.get(name) not in (None, "")}
