"""When a sign-in is locked, when a session ends, and which grants make sense."""

from datetime import date, datetime, timedelta

from app.kernel.permissions import Role, Scope

TRIES = 5
LOCKED_FOR = timedelta(minutes=30)
IDLE_FOR = timedelta(hours=8)
SESSION_LASTS = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=1)
UNIT_KINDS = ("committee", "bureau", "department", "park")

#: Roles that reach the whole area by their nature: a narrower scope would mean nothing.
AREA_WIDE = frozenset({Role.VERIFIER, Role.POLICY_OFFICER, Role.VIEWER, Role.AUDITOR, Role.SECURITY_ADMIN, Role.ADMIN})


def locked_until(tries: int, last_at: datetime) -> datetime | None:
    """The end of the lock after so many wrong tries in a row."""
    return last_at + LOCKED_FOR if tries >= TRIES else None


def tries_so_far(tries: int, last_at: datetime, now: datetime) -> int:
    """Wrong tries that still count: a quiet half hour forgets them."""
    return tries if now - last_at < LOCKED_FOR else 0


def is_session_over(created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a session has been idle too long or has lasted too long."""
    return now - seen_at > IDLE_FOR or now - created_at > SESSION_LASTS


def is_in_force(until: date | None, today: date) -> bool:
    """Whether a grant still counts: its last day is inclusive."""
    return until is None or today <= until


def scope_for(role: Role, wanted: Scope) -> Scope:
    """The scope a grant gets: area-wide roles always reach everything."""
    return Scope.ALL if role in AREA_WIDE else wanted


def reached_units(scope: Scope, unit_id: int, parents: dict[int, int | None]) -> frozenset[int] | None:
    """The units a grant reaches: None is all, an empty set only one's own records."""
    if scope is Scope.ALL:
        return None
    if scope is Scope.OWN:
        return frozenset()
    return frozenset(unit for unit in parents if unit_id in chain(unit, parents))


def chain(unit: int, parents: dict[int, int | None]) -> set[int]:
    """A unit and everything above it, as ids; a loop ends the walk."""
    seen: set[int] = set()
    at: int | None = unit
    while at is not None and at not in seen:
        seen.add(at)
        at = parents.get(at)
    return seen
