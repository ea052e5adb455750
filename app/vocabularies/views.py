"""Stub."""

from flask import Blueprint

from app.kernel.guard import require
from app.kernel.permissions import Can

bp = Blueprint("vocabularies", __name__, url_prefix="/vocabularies")


@bp.get("/sectors")
@require(Can.USE)
def sectors():
    return "stub"
