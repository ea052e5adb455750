"""The administrator's page of jobs."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.jobs.models import Job
from tests.support import forms


@pytest.fixture
def dead(session):
    job = Job(task="gone", payload={"user": 7}, dead_at=datetime(2022, 7, 15, tzinfo=UTC), last_error="no answer")
    session.add(job)
    session.commit()
    return job


def test_dead_jobs_are_tried_again_and_thrown_away_on_their_page(session, cast, dead):
    admin = cast.client("admin")
    page = admin.get("/admin/jobs").text
    assert "no answer" in page
    answer = forms.post(admin, f"/admin/jobs/{dead.id}/retry", page="/admin/jobs")
    assert answer.status_code == 303
    session.rollback()
    assert session.scalars(select(Job)).one().dead_at is None


def test_who_only_watches_has_no_buttons(cast, dead):
    page = cast.client("auditor").get("/admin/jobs").text
    assert "no answer" in page
    assert "/retry" not in page
