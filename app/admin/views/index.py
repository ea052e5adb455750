"""The way into the administration, and what its pages share."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.accounts import queries
from app.kernel import administration
from app.kernel.forms import ChoiceField
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to
from app.kernel.words import pick

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.get("/")
@require(Can.USE)
def index() -> ResponseReturnValue:
    """On to the first page that the reader may open; whoever may open none comes to the desk."""
    pages = administration.pages_for(current_actor())
    return go_to(pages[0].endpoint if pages else "home.index")


def offer_units(field: ChoiceField, blank: Message | None = None) -> None:
    """Let a unit be chosen."""
    field.offer({unit.id: pick(unit.name_zh, unit.name_en) for unit in queries.list_units()}, blank=blank)
