"""`make sbom`: whatever runs in an installation stands in the list, and nothing tells where it was made."""

import json
import re
import sys

from tests.house.sources import ROOT
from tools import sbom


def test_everything_that_runs_is_listed(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sbom, "SBOM", tmp_path / "sbom.cdx.json")
    monkeypatch.setattr(sbom, "ROOT", ROOT)
    monkeypatch.setattr(sys, "argv", ["sbom"])
    sbom.main()
    text = (tmp_path / "sbom.cdx.json").read_text(encoding="utf-8")
    listed = {(part["name"].lower(), part["version"]) for part in json.loads(text)["components"]}
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8").lower()
    python = set(re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)", lock, re.MULTILINE))
    front_end = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert python
    assert python | set(front_end.items()) <= listed
    assert str(ROOT) not in text
