"""Verbs of the sample world: `load` the small one, `generate` a big one, tell the `accounts`."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.kernel.db import command, db
from app.sample.rules import Timeframe
from app.sample.service import agenda, files, notices, occasions, people, pool, premises, weekly
from app.sample.service.generate import generate
from app.sample.service.world import PASSWORD, World

__all__ = ["Account", "Loaded", "accounts", "generate", "load"]


@dataclass(frozen=True)
class Account:
    """A sign-in of the sample world."""

    username: str
    password: str
    role: str
    name: str


class Loaded(StrEnum):
    """What became of loading the sample world."""

    NOW = "The sample world is loaded."
    BEFORE = "The sample world is here already; nothing changed."
    NOT = "This database is somebody's own: the sample world was not loaded into it."


@command
def load(today: date, until: date) -> Loaded:
    """Load the sample world in one transaction, into a database that nobody uses yet. Doubles nothing."""
    if accounts():
        return Loaded.BEFORE
    if db.session.scalar(select(User.id).limit(1)):
        return Loaded.NOT
    world = World(Timeframe(today=today, until=until))
    people.load(world)
    people.load_sectors(world)
    pool.load_policies(world)
    pool.load_enterprises(world)
    pool.load_projects(world)
    files.load(world)
    agenda.load(world)
    occasions.load(world)
    premises.load(world)
    weekly.load(world)
    notices.load(world)
    return Loaded.NOW


def accounts() -> list[Account]:
    """The sign-ins of a sample database; none of any other."""
    found = select(User).where(User.is_sample).order_by(User.id)
    users = db.session.scalars(found.options(joinedload(User.person), joinedload(User.grants))).unique()
    return [Account(user.username, PASSWORD, user.grants[0].role, user.person.name) for user in users]
