"""Stub."""

from flask import Blueprint

from app.kernel.guard import require
from app.kernel.permissions import Can

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.get("/users")
@require(Can.USE)
def users():
    return "stub"


@bp.get("/units")
@require(Can.USE)
def units():
    return "stub"
