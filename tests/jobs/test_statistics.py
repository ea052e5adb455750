"""What SQLite knows of the sizes of its tables."""

from sqlalchemy import text

from app.jobs import service
from app.kernel import clock
from app.kernel.db import db


def test_sqlite_learns_how_large_its_tables_have_become(app, session):
    if db.session.get_bind().dialect.name != "sqlite":
        assert service.refresh(clock.now()) == 0
        return
    assert service.refresh(clock.now()) == 1
    known = "SELECT stat FROM sqlite_stat1 WHERE tbl = 'sectors' AND idx = 'ix_sectors_path'"
    assert int(session.scalar(text(known)).split()[0]) > 100
