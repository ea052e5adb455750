"""Stub."""

from flask import Blueprint

from app.kernel.guard import require
from app.kernel.permissions import Can

bp = Blueprint("projects", __name__, url_prefix="/projects")


@bp.get("/")
@require(Can.USE)
def index():
    return "stub"
