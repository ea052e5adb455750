"""What is set up for PostgreSQL alone: its sessions, and a column that it keeps."""

import pytest
from sqlalchemy import text

from app.kernel.db import db

pytestmark = pytest.mark.parametrize(
    "backend", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True, scope="session"
)


def test_a_session_plans_lists_by_their_first_joins_and_still_rolls_back(app):
    with app.app_context():
        assert db.session.scalar(text("SHOW join_collapse_limit")) == "5"
        db.session.execute(text("CREATE TABLE left_behind (id integer)"))
        db.session.rollback()
        assert db.session.scalar(text("SELECT to_regclass('left_behind')")) is None
        assert db.session.scalar(text("SHOW join_collapse_limit")) == "5"


def test_whether_a_claim_waits_is_stored_so_that_there_are_statistics_of_it(app):
    kept = "SELECT attgenerated FROM pg_attribute WHERE attrelid = 'milestones'::regclass AND attname = 'is_to_verify'"
    with app.app_context():
        assert db.session.scalar(text(kept)) in ("s", b"s")
