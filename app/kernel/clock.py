"""The clock: the only place that asks what time it is.

Instants are UTC; calendar dates are dates of the park's zone. `LUODI_NOW` moves the clock in the testing
environment only (`freeze` is called by the factory there and nowhere else).
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PARK_ZONE = ZoneInfo("Asia/Shanghai")

_frozen: list[datetime] = []


def freeze(instant: datetime | None) -> None:
    """Stop the clock at an instant (which must carry a zone), or let it run again with None."""
    _frozen[:] = [instant.astimezone(UTC)] if instant else []


def now() -> datetime:
    """The present instant, in UTC."""
    return _frozen[0] if _frozen else datetime.now(UTC)


def today() -> date:
    """The present calendar date in the park's zone."""
    return now().astimezone(PARK_ZONE).date()


def local(instant: datetime) -> datetime:
    """An instant on the park's wall clock."""
    return instant.astimezone(PARK_ZONE)


def at_park(wall_clock: datetime) -> datetime:
    """The instant at which the park's wall clock shows this naive date and time."""
    return wall_clock.replace(tzinfo=PARK_ZONE).astimezone(UTC)
