"""Floors and stairs: who may import whom, and that no room stands outside of the rule."""

import re
import subprocess
import tomllib

from tests.house.sources import ROOT, rooms
from tools.check import CHECKS

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
#: The stairs of a room. `__init__` says in one sentence what the room is.
STAIRS = {"__init__", "views", "api", "cli", "forms", "service", "schemas", "queries", "rules", "models"}


def contract(name):
    return next(found for found in CONTRACTS if found["id"] == name)


def test_imports_go_down_the_floors_and_down_the_stairs():
    done = subprocess.run([*CHECKS["floors"], "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_room_has_a_floor_and_stairs():
    floors = set(re.findall(r"\w+", " ".join(contract("floors")["layers"])))
    assert rooms().keys() <= floors
    assert {f"app.{room}" for room in rooms() if room != "kernel"} == set(contract("stairs")["containers"])


def test_both_rules_know_every_part():
    assert contract("floors")["exhaustive"]
    assert contract("stairs")["exhaustive"]


def test_rooms_have_the_same_files():
    strangers = {
        f"{room}/{path.name}"
        for room, folder in rooms().items()
        if room != "kernel"
        for path in folder.iterdir()
        if path.stem not in STAIRS and (path.suffix == ".py" or (path / "__init__.py").exists())
    }
    assert strangers == set()


def test_the_handbook_names_the_rooms_that_exist():
    handbook = (ROOT / "docs" / "house.md").read_text(encoding="utf-8")
    floors = handbook.split("## Floors")[1].split("\n## ")[0]
    named = {
        word for row in re.findall(r"^\|[^|]*\|([^|]*)\|", floors, re.MULTILINE) for word in re.findall(r"`(\w+)`", row)
    }
    assert named == {*rooms(), "factory", "faults", "navigation"}
