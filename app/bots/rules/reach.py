"""Which bot tells what the people of a unit are told: the unit's own, else that of the nearest unit above it."""

from collections.abc import Collection, Mapping


def bot_for(unit_id: int, owners: Collection[int], parents: Mapping[int, int | None]) -> int | None:
    """The unit whose bot tells it; None where no unit up to the top has one. A loop ends the walk."""
    seen: set[int] = set()
    at: int | None = unit_id
    while at is not None and at not in seen:
        if at in owners:
            return at
        seen.add(at)
        at = parents.get(at)
    return None


def covered(owner: int, owners: Collection[int], parents: Mapping[int, int | None]) -> set[int]:
    """The units whose people the bot of `owner` tells: its own, and those below that have none of their own."""
    return {unit for unit in parents if bot_for(unit, owners, parents) == owner}
