"""Periodic work: what a room wants done again and again, plugged in by the room, run by the job runner.

A moment that has passed while nothing ran is caught up once, however many were missed: what runs deals with all that is
due by then, and finds nothing to do where that has been done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from app.kernel import clock, settings
from app.kernel.settings import WholeNumber
from app.kernel.sockets import Socket
from app.kernel.text import Message

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Periodic:
    """Work that comes round: `every` so often, or `daily_at` a time of the park's clock (or an hour that is a setting).

    `run` gets the instant for which it runs and says how much it did. It may be run again for the same instant, after a
    crash: what it has done before, it must not do twice.
    """

    title: Message
    run: Callable[[datetime], int]
    every: timedelta | None = None
    daily_at: time | WholeNumber | None = None

    def __post_init__(self) -> None:
        if (self.every is None) == (self.daily_at is None):
            raise ValueError("periodic work comes round either every so often or daily at a time")

    def last_moment(self, now: datetime) -> datetime:
        """The latest moment, not after `now`, at which this should have run."""
        if self.every is not None:
            return now - (now - _EPOCH) % self.every
        here = clock.local(now)
        moment = clock.at_park(datetime.combine(here.date(), self._time_of_day()))
        return (
            moment
            if moment <= now
            else clock.at_park(datetime.combine(here.date() - timedelta(days=1), self._time_of_day()))
        )

    def _time_of_day(self) -> time:
        if isinstance(self.daily_at, time):
            return self.daily_at
        return time(settings.read(self.daily_at)) if self.daily_at else time()


#: Code (`room.work`) -> the work.
PERIODIC_JOBS: Socket[Periodic] = Socket("periodic work")
