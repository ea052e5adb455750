"""Stub."""

from flask import Blueprint

from app.kernel.guard import require
from app.kernel.permissions import Can

bp = Blueprint("meetings", __name__, url_prefix="/meetings")


@bp.get("/")
@require(Can.USE)
def index():
    return "stub"


@bp.get("/log")
@require(Can.USE)
def log():
    return "stub"


follow_ups = Blueprint("follow_ups", __name__, url_prefix="/follow-ups")


@follow_ups.get("/", endpoint="index")
@require(Can.USE)
def follow_ups_index():
    return "stub"
