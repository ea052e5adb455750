"""What `flask sample load` puts into a database, and what it leaves alone."""

import json
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from app.attachments.models import Attachment
from app.enterprises.models import Enterprise
from app.kernel import clock
from app.kernel.db import Model, db
from app.kernel.permissions import Role
from app.meetings.models import FollowUp, FollowUpStatus, Meeting, MeetingStatus, Side
from app.policies.models import Policy
from app.projects.models import (
    Milestone,
    MilestoneEvent,
    MilestoneKind,
    Project,
    Stage,
    StageChange,
    Track,
    WeeklyProgress,
)
from app.reservations.models import Reservation, ReservationKind
from tests.sample.conftest import EVE, running

pytestmark = pytest.mark.xdist_group("sample worlds")  # so that each world is made once, not in every process


def count(model, *conditions):
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def rows_of_each_table():
    return {name: count(table) for name, table in Model.metadata.tables.items()}


def test_the_world_is_as_large_as_it_is_said_to_be(loaded):
    assert 40 <= count(Enterprise) <= 48
    assert count(Project) == 60
    assert count(Meeting) == 150
    assert count(Policy) == 15
    assert count(Policy, Policy.is_sample.is_(False)) >= 6


def test_projects_stand_in_every_stage_and_on_every_track(loaded):
    assert set(db.session.scalars(select(Project.stage))) == set(Stage)
    assert set(db.session.scalars(select(Project.track))) == set(Track)


def test_both_sides_promise_and_some_promises_are_overdue(loaded):
    assert set(db.session.scalars(select(FollowUp.side))) == set(Side)
    assert count(FollowUp, FollowUp.status == FollowUpStatus.OPEN, FollowUp.due_on < clock.today()) > 0


def test_the_pipeline_has_files_reservations_weekly_progress_and_claims_to_verify(loaded):
    assert {kind for (kind,) in db.session.execute(select(Attachment.subject_kind))} >= {"projects"}
    assert set(db.session.scalars(select(Reservation.kind))) == set(ReservationKind)
    assert count(WeeklyProgress) > 0
    assert count(Milestone, Milestone.claimed_on.is_not(None), Milestone.verified_at.is_(None)) > 0


def test_the_meeting_of_15_july_2022_is_there_with_its_promises(loaded):
    meeting = db.session.scalars(select(Meeting).where(Meeting.title.contains("国药控股董事长一行"))).all()[-1]
    assert clock.local(meeting.starts_at).date() == date(2022, 7, 15)
    assert [ours.person.protocol_order for ours in meeting.ours] == sorted(
        o.person.protocol_order for o in meeting.ours
    )
    assert {follow_up.side for follow_up in meeting.follow_ups} == set(Side)
    assert len(meeting.theirs) == 3


def test_the_park_of_sinopharm_is_there_and_has_gone_into_operation(loaded):
    park = db.session.scalars(select(Project).where(Project.name_en == "Pharmaceutical Health Industrial Park")).one()
    reached = {milestone.kind for milestone in park.milestones if milestone.claimed_on}
    assert {MilestoneKind.CONTRACT, MilestoneKind.STARTED, MilestoneKind.COMPLETED} <= reached


def test_the_policy_for_biomedicine_of_august_2021_is_there_and_real(loaded):
    policy = db.session.scalars(select(Policy).where(Policy.issued_on == date(2021, 8, 13))).one()
    assert "生物医药" in policy.title_zh
    assert not policy.is_sample


def test_loading_twice_doubles_nothing(loaded):
    before = rows_of_each_table()
    db.session.rollback()
    done = loaded.test_cli_runner().invoke(args=["sample", "load"])
    assert "already" in done.output
    assert rows_of_each_table() == before


def test_the_sign_ins_are_one_for_each_role_and_two_more_officers(loaded):
    done = loaded.test_cli_runner().invoke(args=["sample", "accounts", "--json"])
    accounts = json.loads(done.output)
    roles = [account["role"] for account in accounts]
    assert set(roles) == set(Role)
    assert roles.count(Role.OFFICER) >= 3
    assert all(set(account) == {"username", "password", "role", "name"} for account in accounts)


def test_sign_ins_of_somebody_elses_database_are_told_to_nobody(app):
    done = app.test_cli_runner().invoke(args=["sample", "accounts", "--json"])
    assert done.exit_code
    assert "holds no sample world" in done.output


def test_the_sample_world_stays_out_of_somebody_elses_database(app, cast, session):
    cast.user(Role.ADMIN)
    done = app.test_cli_runner().invoke(args=["sample", "load"])
    assert "somebody's own" in done.output
    session.rollback()
    assert count(Enterprise) == 0


def test_a_world_that_ends_on_the_eve_knows_nothing_of_the_day(world_of_the_eve, data_dir):
    eve = date.fromisoformat(EVE)
    with running(world_of_the_eve, data_dir):
        assert count(Project) > 0
        assert count(Meeting) > 0
        days = (
            StageChange.effective_on,
            Project.received_on,
            Project.stage_since,
            Policy.issued_on,
            FollowUp.closed_on,
        )
        assert [count(day.class_, day > eve) for day in days] == [0] * len(days)
        assert count(MilestoneEvent, MilestoneEvent.what != "planned", MilestoneEvent.on > eve) == 0
        later = Meeting.starts_at >= clock.at_park(datetime.combine(eve + timedelta(days=1), time()))
        assert set(db.session.scalars(select(Meeting.status).where(later))) == {MeetingStatus.PLANNED}
        park = select(Project).where(Project.name_en == "Pharmaceutical Health Industrial Park")
        assert db.session.scalars(park).one().stage is Stage.BUILDING


@pytest.mark.parametrize("words", [["--today", "soon"], ["--until", "2022-13-45"]])
def test_a_day_that_is_none_is_refused(app, words):
    done = app.test_cli_runner().invoke(args=["sample", "load", *words])
    assert done.exit_code == 2
    assert "write a date such as 2022-07-14" in done.output
