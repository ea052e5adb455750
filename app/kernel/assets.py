"""The built front end: hashed file names by their plain ones, and icons from the sprite."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, url_for
from markupsafe import Markup, escape


class AssetsMissing(RuntimeError):
    """`make assets` has not run: the factory answers with a page that says so."""


@dataclass(frozen=True)
class _Built:
    """The built files as one request sees them: the address of their folder, and their names in it."""

    folder: str
    names: dict[str, Any]


def asset(name: str) -> str:
    """The address of a built file."""
    built = _built()
    if name not in built.names:
        raise AssetsMissing(f"no built file {name!r}: run `make assets`")
    return f"{built.folder}{built.names[name]}"


def icon(name: str, size: str = "") -> Markup:
    """An icon of the sprite, silent to screen readers: the text beside it (or aria-label) speaks."""
    address = escape(f"{asset('icons.svg')}#{name}")
    return Markup(f'<svg class="ico {escape(size)}" aria-hidden="true"><use href="{address}"></use></svg>')  # noqa: S704


def _built() -> _Built:
    """Looked for once in a request: a page names some fifty files."""
    built: _Built | None = g.get("built_files")
    if built is None:
        built = g.built_files = _Built(url_for("static", filename="dist/"), _manifest(current_app))
    return built


def _manifest(app: Flask) -> dict[str, Any]:
    path = Path(app.static_folder or "") / "dist" / "manifest.json"
    try:
        changed = path.stat().st_mtime_ns
        kept: tuple[int, dict[str, Any]] | None = app.extensions.get("luodi_manifest")
        if kept is None or kept[0] != changed:
            kept = app.extensions["luodi_manifest"] = (changed, json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise AssetsMissing("the front end is not built: run `make assets`") from None
    return kept[1]
