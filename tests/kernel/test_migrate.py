"""What the program knows of its migrations without the tool that runs them."""

from alembic.script import ScriptDirectory

from app.kernel.migrate import newest_revision
from tests.house.sources import ROOT


def test_the_newest_revision_is_the_head_of_the_line():
    assert newest_revision() == ScriptDirectory(str(ROOT / "migrations")).get_current_head()
