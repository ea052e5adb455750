"""Stub."""

from flask import Blueprint

from app.kernel.guard import require
from app.kernel.permissions import Can

bp = Blueprint("policies", __name__, url_prefix="/policies")


@bp.get("/")
@require(Can.USE)
def index():
    return "stub"
