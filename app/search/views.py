"""Stub."""

from flask import Blueprint

from app.kernel.guard import require
from app.kernel.permissions import Can

bp = Blueprint("search", __name__, url_prefix="/search")


@bp.get("/palette")
@require(Can.USE)
def palette():
    return "stub"
