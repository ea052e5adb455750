"""Is it alive, is it ready: for the one who operates it. Says nothing about what is inside."""

from alembic.runtime.migration import MigrationContext
from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.kernel.db import db
from app.kernel.guard import public
from app.kernel.migrate import newest_revision

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
        connection = db.session.connection()
        connection.execute(text("SELECT 1"))
        at = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError:
        return jsonify(status="database unreachable"), 503
    if at != newest_revision():
        return jsonify(status="migrations pending"), 503
    return jsonify(status="ok")
