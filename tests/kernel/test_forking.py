"""What the server loads before it forks: its workers must not talk to the database through one connection."""

import runpy
from types import SimpleNamespace

from sqlalchemy.pool import QueuePool

from app.kernel.db import db
from tests.house.sources import ROOT


def open_connections(app):
    """How many connections the program keeps, in use or waiting."""
    with app.app_context():
        pool = db.engine.pool
    assert isinstance(pool, QueuePool)
    return pool.checkedin() + pool.checkedout()


def test_the_server_leaves_no_connection_to_its_workers(app, monkeypatch):
    monkeypatch.setenv("LUODI_RUN_JOBS", "0")
    conf = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    with app.app_context():
        db.session.connection()
        db.session.close()
    assert open_connections(app) > 0, "the test could not fail"
    conf["when_ready"](SimpleNamespace(app=SimpleNamespace(wsgi=lambda: app)))
    assert open_connections(app) == 0
