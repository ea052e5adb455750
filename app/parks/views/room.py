"""The blueprint of the room, and the words that all its pages use."""

from typing import Any

from flask import Blueprint

from app.parks import rules

bp = Blueprint("parks", __name__)


@bp.context_processor
def words() -> dict[str, Any]:
    """What the codes of sites are called, and how they are drawn."""
    return {
        "kind_names": rules.KIND_NAMES,
        "status_names": rules.STATUS_NAMES,
        "state_names": rules.STATE_NAMES,
        "env_names": rules.ENV_NAMES,
    }
