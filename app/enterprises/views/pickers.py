"""What is asked while somebody types: enterprises for a picker, and likely duplicates of a new one."""

from flask import request
from flask.typing import ResponseReturnValue

from app.enterprises import queries
from app.enterprises.views.enterprises import bp
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.text import is_clean
from app.kernel.web import render

LONGEST = 200


@bp.get("/options")
@require(Can.SEE_ENTERPRISES)
def options() -> ResponseReturnValue:
    """Enterprises by name, initials or credit code."""
    text = request.args.get("q", "")[:LONGEST]
    found = queries.options(current_actor(), text) if is_clean(text) else []
    return render("enterprises/_options.html", enterprises=found)


@bp.get("/duplicates")
@require(Can.SEE_ENTERPRISES)
def duplicates() -> ResponseReturnValue:
    """Enterprises that a new one may be; `besides` is the one being edited."""
    asked = request.args
    name = (asked.get("name") or asked.get("name_zh") or asked.get("name_en") or "")[:LONGEST]
    code = asked.get("uscc", "")[:LONGEST]
    besides = asked.get("besides", 0, type=int)
    sound = is_clean(name) and is_clean(code)
    alike = queries.look_alikes(current_actor(), name, code, besides=besides) if sound else []
    return render("enterprises/_duplicates.html", alike=alike)
