"""Stub."""

from flask import Blueprint

from app.kernel.guard import require
from app.kernel.permissions import Can

bp = Blueprint("reports", __name__, url_prefix="/reports")


@bp.get("/dashboard")
@require(Can.USE)
def dashboard():
    return "stub"
