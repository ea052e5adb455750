"""What the server loads before it forks: its workers must not talk to the database through one connection."""

import runpy
from types import SimpleNamespace

from app.kernel.db import db
from tests.house.sources import ROOT


def test_the_server_leaves_no_connection_to_its_workers(app, monkeypatch):
    monkeypatch.setenv("LUODI_RUN_JOBS", "0")
    conf = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    with app.app_context():
        db.session.connection()
        db.session.close()
        assert db.engine.pool.checkedin() > 0, "the test cannot fail"
    conf["when_ready"](SimpleNamespace(app=SimpleNamespace(wsgi=lambda: app)))
    with app.app_context():
        assert db.engine.pool.checkedin() + db.engine.pool.checkedout() == 0
