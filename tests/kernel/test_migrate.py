"""What the program knows of its migrations without the tool that runs them."""

import subprocess
import sys

from alembic.script import ScriptDirectory

from app.kernel.migrate import newest_revision
from tests.house.sources import ROOT


def test_the_newest_revision_is_the_head_of_the_line():
    assert newest_revision() == ScriptDirectory(str(ROOT / "migrations")).get_current_head()


def test_a_server_does_not_load_what_only_a_migration_needs():
    found = "import sys; print(sorted({'alembic', 'mako', 'pygments'} & sys.modules.keys()))"
    command = [sys.executable, "-c", f"import app.kernel.migrate, app.kernel.health; {found}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
