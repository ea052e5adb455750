"""What a server loads: nothing that only other processes, or other installations, need."""

import subprocess
import sys

from tests.house.sources import ROOT

#: Needed by migrations; single sign-on, second factors, calls to the outside; Redis; the runner of jobs; documents.
ONLY_ELSEWHERE = {"alembic", "mako", "authlib", "cryptography", "requests", "redis", "huey", "docx", "icalendar"}
PROGRAM = f"""
import sys
from pathlib import Path
from app.factory import create_app
from config import Config
create_app(Config("sqlite://", Path(sys.argv[1]), secret_key="only for tests"))
print(sorted({ONLY_ELSEWHERE} & sys.modules.keys()))
"""


def test_a_server_does_not_load_what_it_does_not_use(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
