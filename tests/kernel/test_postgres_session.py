"""What a session of PostgreSQL is told when it is opened."""

import pytest
from sqlalchemy import text

from app.kernel.db import db


@pytest.mark.parametrize(
    "backend", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True, scope="session"
)
def test_a_session_plans_lists_by_their_first_joins_and_still_rolls_back(app):
    with app.app_context():
        assert db.session.scalar(text("SHOW join_collapse_limit")) == "5"
        db.session.execute(text("CREATE TABLE left_behind (id integer)"))
        db.session.rollback()
        assert db.session.scalar(text("SELECT to_regclass('left_behind')")) is None
        assert db.session.scalar(text("SHOW join_collapse_limit")) == "5"
