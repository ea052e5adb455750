"""The clock: instants are UTC, days are those of the park."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy.dialects import sqlite

from app.kernel import clock
from app.kernel.db import UtcDateTime


@pytest.fixture(autouse=True)
def running_again():
    yield
    clock.freeze(None)


def test_the_day_changes_at_midnight_in_the_park():
    clock.freeze(datetime(2022, 7, 14, 15, 59, tzinfo=UTC))
    assert clock.today() == date(2022, 7, 14)
    clock.freeze(datetime(2022, 7, 14, 16, 0, tzinfo=UTC))
    assert clock.today() == date(2022, 7, 15)


def test_a_stopped_clock_shows_the_same_instant_in_utc():
    clock.freeze(datetime(2022, 7, 15, 10, 0, tzinfo=timezone(timedelta(hours=8))))
    assert clock.now() == datetime(2022, 7, 15, 2, 0, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
    clock.freeze(None)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_wall_clock_and_instant_go_both_ways():
    wall = datetime(2022, 7, 15, 14, 30)  # noqa: DTZ001 what hangs on the wall
    instant = clock.at_park(wall)
    assert instant == datetime(2022, 7, 15, 6, 30, tzinfo=UTC)
    assert clock.local(instant).replace(tzinfo=None) == wall


def test_an_instant_without_a_zone_is_never_stored():
    naive = datetime(2022, 7, 15)  # noqa: DTZ001 the mistake
    with pytest.raises(ValueError, match="zone"):
        UtcDateTime().process_bind_param(naive, sqlite.dialect())
