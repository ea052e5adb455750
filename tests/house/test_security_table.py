"""docs/security.md: every test that it names exists, and every item of the standard stands there once."""

import re
from collections import Counter

import pytest

from tests.house.sources import ROOT

TABLE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| (.+) \| (.+) \|$", TABLE, re.MULTILINE)


@pytest.mark.parametrize("proof", sorted({proof.strip("`") for _, _, proof in ROWS} - {"–"}))
def test_what_proves_a_point_exists(proof):
    name, _, test = proof.partition("::")
    source = ROOT / "tests" / name
    assert source.is_file(), "no such file of tests"
    assert not test or f"def {test}(" in source.read_text(encoding="utf-8"), "no such test in it"


def test_every_item_stands_there_once():
    assert len(ROWS) > 200
    assert [item for item, times in Counter(item for item, _, _ in ROWS).items() if times > 1] == []
