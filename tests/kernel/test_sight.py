"""Rules of sight are kept for a day, for an actor, and no longer."""

from datetime import UTC, datetime, timedelta

import pytest

from app.kernel import clock
from app.kernel.permissions import Actor, Held, Role, Scope
from app.kernel.sight import kept_today

NOON = datetime(2022, 7, 15, 4, tzinfo=UTC)  # noon in the park


@pytest.fixture
def built():
    """A rule, and for whom it was built and when."""
    calls = []

    @kept_today
    def rule(actor, table="meetings"):
        calls.append((actor.id, table, clock.today()))
        return len(calls)

    clock.freeze(NOON)
    yield rule, calls
    clock.freeze(None)


def actor(*roles, number=1):
    return Actor(number, number, "段", 1, held=tuple(Held(role, Scope.UNIT, frozenset({1})) for role in roles))


def test_a_rule_is_built_once_for_an_actor_and_a_table(built):
    rule, calls = built
    assert rule(actor(Role.OFFICER)) == rule(actor(Role.OFFICER))
    assert len(calls) == 1
    rule(actor(Role.OFFICER), "projects")
    rule(actor(Role.OFFICER, number=2))
    assert len(calls) == 3


def test_at_midnight_of_the_park_it_is_built_anew(built):
    rule, calls = built
    rule(actor(Role.OFFICER))
    clock.freeze(NOON + timedelta(hours=11, minutes=59))
    rule(actor(Role.OFFICER))
    assert len(calls) == 1
    clock.freeze(NOON + timedelta(hours=12))
    rule(actor(Role.OFFICER))
    assert [day.isoformat() for _, _, day in calls] == ["2022-07-15", "2022-07-16"]


def test_who_lost_or_got_a_role_is_another_actor(built):
    rule, calls = built
    rule(actor(Role.OFFICER, Role.HEAD))
    rule(actor(Role.OFFICER))
    assert len(calls) == 2
