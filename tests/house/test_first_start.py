"""The first start: several workers at once on an empty database."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import create_engine, text

from tests.house.sources import ROOT

WORKERS = 2


def start(url, data_dir):
    """`flask db upgrade` as a process of its own."""
    surroundings = {
        **os.environ,
        "LUODI_DATABASE_URL": url,
        "LUODI_DATA_DIR": str(data_dir),
        "LUODI_ENV": "production",
        "PYTHONWARNINGS": "default",
    }
    words = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    return subprocess.run(words, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=120, check=False)


def test_workers_that_start_at_once_on_an_empty_database_all_succeed(empty_database, tmp_path):
    with ThreadPoolExecutor(WORKERS) as threads:
        ends = list(threads.map(lambda _: start(empty_database, tmp_path), range(WORKERS)))
    assert [end.returncode for end in ends] == [0] * WORKERS, "\n".join(end.stderr[-2000:] for end in ends)
    engine = create_engine(empty_database)
    with engine.connect() as connection:
        doubled = "SELECT vocabulary, code FROM terms GROUP BY vocabulary, code HAVING count(*) > 1"
        assert connection.execute(text(doubled)).all() == []
        assert connection.scalar(text("SELECT count(*) FROM sectors")) == 1970
        assert connection.scalar(text("SELECT count(*) FROM users")) == 0
    engine.dispose()
