"""How the installation is doing, and what takes the room."""

from pathlib import Path

from flask import current_app
from flask.typing import ResponseReturnValue

from app.admin.queries import system
from app.admin.views.index import bp
from app.jobs import queries as jobs
from app.kernel import mail
from app.kernel.administration import AdminGroup, AdminPage, offer_page
from app.kernel.db import db
from app.kernel.guard import require
from app.kernel.migrate import newest_revision, present_revision
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import render

for _endpoint, _label, _icon, _position in (
    ("admin.health", Message("Health"), "heartbeat", 10),
    ("admin.storage", Message("Storage"), "database", 20),
):
    offer_page(
        AdminPage(
            endpoint=_endpoint,
            label=_label,
            icon=_icon,
            right=Can.SEE_SYSTEM,
            group=AdminGroup.SYSTEM,
            position=_position,
        )
    )


@bp.get("/health")
@require(Can.SEE_SYSTEM)
def health() -> ResponseReturnValue:
    """Database, migrations and disk; mail and jobs; versions."""
    revision = present_revision(db.session.connection()) or ""
    found = system.health(_data_dir(), revision, newest_revision())
    return render(
        "admin/health.html",
        health=found,
        size=_size,
        sends_mail=mail.is_set_up(),
        letters=jobs.letters(),
        jobs=jobs.status(),
        late_rounds=[one for one in jobs.rounds() if one.is_late],
    )


@bp.get("/storage")
@require(Can.SEE_SYSTEM)
def storage() -> ResponseReturnValue:
    """Tables and folders by size."""
    return render("admin/storage.html", tables=system.tables(), folders=system.folders(_data_dir()), size=_size)


def _data_dir() -> Path:
    return Path(current_app.config["DATA_DIR"])


def _size(count: int | None) -> str:
    """Bytes as a person reads them."""
    if count is None:
        return "—"
    size = float(count)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size < 1024:
            return f"{size:,.0f} {unit}" if unit == "B" else f"{size:,.1f} {unit}"
        size /= 1024
    return f"{size:,.1f} TiB"
