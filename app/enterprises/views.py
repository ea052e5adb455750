"""Stub."""

from flask import Blueprint

from app.kernel.guard import require
from app.kernel.permissions import Can

bp = Blueprint("enterprises", __name__, url_prefix="/enterprises")


@bp.get("/")
@require(Can.USE)
def index():
    return "stub"


contacts = Blueprint("contacts", __name__, url_prefix="/contacts")


@contacts.get("/", endpoint="index")
@require(Can.USE)
def contacts_index():
    return "stub"
