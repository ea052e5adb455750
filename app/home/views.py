"""Stub."""

from flask import Blueprint

from app.kernel.guard import require
from app.kernel.permissions import Can

bp = Blueprint("home", __name__, url_prefix="")


@bp.get("/")
@require(Can.USE)
def index():
    return "stub"
