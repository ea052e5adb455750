"""The traffic light: the pure rule, and that lists filter by exactly the same."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, inspect, select, update

from app.kernel import clock
from app.projects import queries, rules
from app.projects.models import Milestone, MilestoneKind, Project, Stage, Status, Track
from app.projects.rules import Light, Limits, Watched
from tests.projects.history import claim

TODAY = date(2022, 7, 15)
LIMITS = Limits.on(TODAY, late_months=3, quiet_days=30, quiet_days_near=14)


def light(**more):
    usual: dict[str, Any] = {
        "stage": Stage.TALKS,
        "status": Status.ACTIVE,
        "track": Track.LAND,
        "last_contact_on": TODAY,
    }
    return rules.signal(Watched(**(usual | more)), LIMITS)


def ago(days):
    return TODAY - timedelta(days)


def test_nothing_amiss_is_green_and_says_nothing():
    assert light() == rules.Signal(Light.GREEN)


@pytest.mark.parametrize(
    ("planned", "colour"),
    [
        (TODAY, Light.GREEN),
        (ago(1), Light.YELLOW),
        (date(2022, 4, 15), Light.YELLOW),
        (date(2022, 4, 14), Light.RED),
    ],
)
def test_a_missed_start_is_yellow_and_after_three_months_red(planned, colour):
    found = light(stage=Stage.SIGNED, open_plans={MilestoneKind.STARTED: planned})
    assert found.light is colour
    assert [reason.code for reason in found.reasons] == ([] if colour is Light.GREEN else ["missed_started"])


@pytest.mark.parametrize(
    ("stage", "is_key", "days", "colour"),
    [
        (Stage.TALKS, False, 30, Light.GREEN),
        (Stage.TALKS, False, 31, Light.YELLOW),
        (Stage.TALKS, False, 61, Light.RED),
        (Stage.INTENT, False, 14, Light.GREEN),
        (Stage.INTENT, False, 15, Light.YELLOW),
        (Stage.INTENT, False, 29, Light.RED),
        (Stage.BUILDING, True, 15, Light.YELLOW),
    ],
)
def test_silence_counts_sooner_near_signing_and_for_key_projects(stage, is_key, days, colour):
    found = light(stage=stage, is_key=is_key, last_contact_on=ago(days))
    assert found.light is colour


def test_an_overdue_supervised_follow_up_is_red():
    assert light(supervised_overdue=1).light is Light.RED


@pytest.mark.parametrize("status", [Status.PAUSED, Status.LOST, Status.TERMINATED, Status.DONE])
def test_nobody_watches_what_is_paused_or_closed(status):
    assert light(status=status, last_contact_on=ago(900), supervised_overdue=3).light is Light.OFF


def test_the_gravest_reason_comes_first_and_each_says_what_helps():
    found = light(last_contact_on=ago(40), open_plans={MilestoneKind.OPERATING: ago(200)})
    assert [reason.light for reason in found.reasons] == [Light.RED, Light.YELLOW]
    assert all(str(reason.words) and str(reason.remedy) for reason in found.reasons)


def test_an_asset_light_project_misses_no_start():
    assert light(track=Track.LIGHT, open_plans={MilestoneKind.STARTED: ago(300)}).light is Light.GREEN


@given(st.dates(date(2000, 1, 31), date(2040, 12, 31)), st.integers(1, 24))
def test_some_months_before_lies_in_that_month_and_never_later_in_it(day, months):
    found = rules.months_before(day, months)
    assert (day.year * 12 + day.month) - (found.year * 12 + found.month) == months
    assert found.day <= day.day


@pytest.fixture
def many(make, session):
    """Projects of every stage, status, silence and missed plan, written as rows."""
    pattern = make()
    columns = {attribute.key for attribute in inspect(Project).column_attrs} - {"id", "code", "open_plan_sort"}
    shared = {name: getattr(pattern, name) for name in columns}
    silences = (0, 14, 15, 28, 29, 30, 31, 60, 61)
    missed = (None, -1, 0, 1, 80, 200)
    rows, milestones = [], []
    for number in range(240):
        late = missed[number % len(missed)]
        rows.append(
            shared
            | {
                "code": f"X-{number}",
                "stage": list(Stage)[number % 6],
                "status": list(Status)[(number // 5) % 6] if number % 3 == 0 else Status.ACTIVE,
                "track": list(Track)[(number // 7) % 4],
                "is_key": number % 11 == 0,
                "archived_at": clock.now() if number % 17 == 0 else None,
                "open_plan_on": None,
                "last_contact_on": clock.today() - timedelta(silences[(number // 2) % len(silences)]),
            }
        )
        if late is not None:
            day, kind = clock.today() - timedelta(late), rules.WATCHED[number % 3]
            if number % 13:
                rows[-1]["open_plan_on"] = rules.first_open_plan(rows[-1]["track"], {kind: day})
            milestones.append((number, rules.WATCHED[number % 3], day, day if number % 13 == 0 else None))
    session.execute(insert(Project), rows)
    ids = {row.code: row.id for row in session.execute(select(Project.code, Project.id))}
    session.execute(
        insert(Milestone),
        [
            {"project_id": ids[f"X-{n}"], "kind": kind, "planned_on": day, "claimed_on": claimed, "version": 1}
            for n, kind, day, claimed in milestones
        ],
    )
    session.commit()
    return sorted(ids.values())


def test_lists_filter_by_exactly_the_lights_that_the_rule_gives(many, session):
    given_by_rule = {number: signal.light for number, signal in queries.signals(many).items()}
    assert set(given_by_rule.values()) == set(Light)
    for colour in Light:
        found = set(session.scalars(select(Project.id).where(queries.light_clause(colour))))
        assert found == {number for number, light in given_by_rule.items() if light is colour}
    columns = {row.id: row.light for row in session.execute(select(Project.id, queries.light_of().label("light")))}
    assert columns == given_by_rule


def test_many_lights_are_asked_for_as_often_as_one(many, statements):
    counts = []
    for ids in (many[:1], many):
        queries.signals(ids)
        with statements() as ran:
            queries.signals(ids)
        counts.append(len(ran))
    assert counts[0] == counts[1] <= 3


def test_a_room_above_can_turn_the_light_red(make, session):
    project = make(received_on=clock.today().isoformat())

    def overdue(_today):
        return select(Project.id).where(Project.id == project.id)

    assert queries.signals([project.id])[project.id].light is Light.GREEN
    queries.OVERDUE.plug("test")(overdue)
    try:
        assert queries.signals([project.id])[project.id].light is Light.RED
        assert session.scalars(select(Project.id).where(queries.light_clause(Light.RED))).all() == [project.id]
    finally:
        del queries.OVERDUE._plugs["test"]


def test_claiming_what_was_missed_turns_the_light_green(officer, make, session):
    project = make(total_fen="1亿", received_on=clock.today().isoformat())
    yesterday = clock.today() - timedelta(1)
    claim(officer, project, MilestoneKind.OPERATING, yesterday.isoformat(), planned_on=yesterday.isoformat())
    session.execute(update(Milestone).values(claimed_on=None))
    session.commit()
    session.expire_all()
    assert queries.signals([project.id])[project.id].light is Light.YELLOW
    claim(officer, session.get(Project, project.id), MilestoneKind.OPERATING, yesterday.isoformat())
    assert queries.signals([project.id])[project.id].light is Light.GREEN
