"""One box that finds everything: the palette (Ctrl K) and, without JavaScript, a page."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.rates import SEARCH, limited
from app.kernel.web import render
from app.search import queries

bp = Blueprint("search", __name__, url_prefix="/search")
_LONGEST = 60


@bp.get("/")
@require(Can.USE)
@limited(SEARCH)
def index() -> ResponseReturnValue:
    """Everything found, as a page."""
    return _answer("search/index.html", limit=20)


@bp.get("/palette")
@require(Can.USE)
@limited(SEARCH)
def palette() -> ResponseReturnValue:
    """The first few of each kind, as options of the palette."""
    return _answer("search/_palette.html", limit=5)


def _answer(template: str, limit: int) -> ResponseReturnValue:
    asked = request.args.get("q", "").strip()[:_LONGEST]
    return render(template, asked=asked, hits=queries.find(current_actor(), asked, limit) if asked else [])
