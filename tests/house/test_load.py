"""What a server loads: nothing that only other processes, or other installations, need, and nothing it must compile."""

import os
import subprocess
import sys

from tests.house.sources import ROOT

#: Needed by migrations; single sign-on, second factors, calls to the outside; Redis; the runner of jobs; documents.
ONLY_ELSEWHERE = {"alembic", "mako", "authlib", "cryptography", "requests", "redis", "huey", "docx", "icalendar"}
PROGRAM = """
import sys
from pathlib import Path
from app.factory import create_app
from config import Config
create_app(Config("sqlite://", Path(sys.argv[1]), secret_key="only for tests"))
"""
LOADED_IN_VAIN = f"print(sorted({ONLY_ELSEWHERE} & sys.modules.keys()))"
COMPILED_NOW = f"""
specs = [module.__spec__ for module in sys.modules.values() if getattr(module, "__spec__", None)]
ours = [spec for spec in specs if spec.cached and str(spec.origin).startswith({str(ROOT)!r})]
print(len(ours) > 500, sorted(spec.name for spec in ours if not Path(spec.cached).exists()))
"""


def says(program, tmp_path, **surroundings):
    """What a new process prints that has built the application and then runs this."""
    command = [sys.executable, "-c", PROGRAM + program, str(tmp_path)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **surroundings}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_server_does_not_load_what_it_does_not_use(tmp_path):
    assert says(LOADED_IN_VAIN, tmp_path) == "[]"


def test_a_server_finds_all_its_code_compiled_even_where_python_may_not_write_it(tmp_path):
    assert says(COMPILED_NOW, tmp_path, PYTHONDONTWRITEBYTECODE="1") == "True []"
