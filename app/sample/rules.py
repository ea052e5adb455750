"""How the sample world's dates are read: absolute ones as they stand, rolling ones relative to today."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

_ROLLING = re.compile(r"^T([+-]\d+)(?: (\d{2}):(\d{2}))?$")


@dataclass(frozen=True)
class Timeframe:
    """The day on which the world is set, and the last day of what it knows.

    `T-12` is twelve days before `today`. What has an absolute date after `until` has not happened yet.
    """

    today: date
    until: date

    def day(self, value: Any) -> date | None:
        """A date of the world: a date, `T-12`, or nothing."""
        moment = self.moment(value)
        return moment.date() if isinstance(moment, datetime) else moment

    def moment(self, value: Any) -> date | datetime | None:
        """A date, or a naive date and time of the park's clock where the world gives one."""
        if value is None or value == "":
            return None
        if isinstance(value, date):
            return value
        match = _ROLLING.match(value)
        if match is None:
            raise ValueError(f"not a date of the sample world: {value!r}")
        day = self.today + timedelta(days=int(match[1]))
        return datetime.combine(day, time(int(match[2]), int(match[3]))) if match[2] else day

    def has_happened(self, value: Any) -> bool:
        """Whether something with this date belongs into the world as it is known."""
        day = self.day(value)
        return day is not None and day <= self.until

    def is_known(self, value: Any) -> bool:
        """As `has_happened`, but a rolling date in the future (a planned meeting) is known too."""
        return isinstance(value, str) or self.has_happened(value)
