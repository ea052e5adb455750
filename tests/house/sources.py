"""The project's own files, as the house's tests read them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
TEMPLATES = ROOT / "templates"
#: Folders that hold what make, Python and the tools have made.
_MADE = {"node_modules", "var", "__pycache__", "dist"}
_TEXT = {
    ".py",
    ".md",
    ".html",
    ".txt",
    ".toml",
    ".csv",
    ".css",
    ".js",
    ".mjs",
    ".json",
    ".ini",
    ".in",
    ".mako",
    ".po",
    "",
}


@dataclass(frozen=True)
class Source:
    """A Python file: its name from the project's folder on, its text, its tree."""

    name: str
    text: str
    tree: ast.Module


@cache
def python(folder: str = "app") -> tuple[Source, ...]:
    """The Python files below a folder, in order."""
    found = sorted(path for path in (ROOT / folder).rglob("*.py") if _is_ours(path))
    return tuple(_read(path) for path in found)


def _read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path.relative_to(ROOT).as_posix(), text, ast.parse(text))


@cache
def committed() -> tuple[tuple[str, str], ...]:
    """Every text file that goes into the repository: its name and what is in it."""
    found = sorted(path for path in ROOT.rglob("*") if path.is_file() and path.suffix in _TEXT and _is_ours(path))
    return tuple((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in found)


def _is_ours(path: Path) -> bool:
    *folders, name = path.relative_to(ROOT).parts
    return name != ".git" and not any(one in _MADE or (one.startswith(".") and one != ".ci") for one in folders)


def rooms() -> dict[str, Path]:
    """The rooms: every package of the program, by name."""
    return {path.parent.name: path.parent for path in sorted(APP.glob("*/__init__.py"))}


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, inner ones and methods too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
