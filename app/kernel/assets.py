"""The built front end: hashed file names by their plain ones, and icons from the sprite."""

import json
from pathlib import Path
from typing import Any

from flask import Flask, current_app, url_for
from markupsafe import Markup, escape


class AssetsMissing(RuntimeError):
    """`make assets` has not run: the factory answers with a page that says so."""


def asset(name: str) -> str:
    """The address of a built file."""
    manifest = _manifest(current_app)
    if name not in manifest:
        raise AssetsMissing(f"no built file {name!r}: run `make assets`")
    return url_for("static", filename=f"dist/{manifest[name]}")


def icon(name: str, size: str = "") -> Markup:
    """An icon of the sprite, silent to screen readers: the text beside it (or aria-label) speaks."""
    address = escape(f"{asset('icons.svg')}#{name}")
    return Markup(f'<svg class="ico {escape(size)}" aria-hidden="true"><use href="{address}"></use></svg>')  # noqa: S704


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
