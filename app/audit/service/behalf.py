"""On whose behalf a deputy did something: names the absent ones to whom a record belongs."""

from sqlalchemy import inspect

from app.kernel.db import Model
from app.kernel.permissions import Actor, Held

_PEOPLE = {"users": "for_user", "people": "for_person"}


def behalf_of(actor: Actor | None, subject: Model) -> list[int]:
    """The absent users for whom the actor touches this record: it is theirs, or only their role reaches its unit."""
    absent = [held for held in actor.held if held.for_user] if actor else []
    if actor is None or not absent:
        return []
    named = _named_in(subject)
    if ("users", actor.id) in named or ("people", actor.person_id) in named:
        return []
    owners = {
        held.for_user for held in absent for table, key in _PEOPLE.items() if (table, getattr(held, key)) in named
    }
    unit = getattr(subject, "unit_id", None)
    if not owners and unit and not any(_reaches(held, unit) for held in actor.held if not held.for_user):
        owners = {held.for_user for held in absent if _reaches(held, unit)}
    return sorted(user_id for user_id in owners if user_id)


def _named_in(subject: Model) -> set[tuple[str, int]]:
    """Whom the record names by its foreign keys."""
    state = inspect(subject)
    return {
        (key.column.table.name, value)
        for attribute in state.mapper.column_attrs
        for key in attribute.columns[0].foreign_keys
        if key.column.table.name in _PEOPLE and (value := state.attrs[attribute.key].value)
    }


def _reaches(held: Held, unit: int) -> bool:
    return held.units is None or unit in held.units
