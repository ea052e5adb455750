"""Is it alive, is it ready: for the one who operates it. Says nothing about what is inside."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from app.kernel.db import db
from app.kernel.guard import public
from app.kernel.migrate import newest_revision, present_revision

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """The database can be reached and stands at the newest migration."""
    try:
        at = present_revision(db.session.connection())
    except SQLAlchemyError:
        return jsonify(status="database unreachable"), 503
    if at != newest_revision():
        return jsonify(status="migrations pending"), 503
    return jsonify(status="ok")
