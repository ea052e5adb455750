"""The bell and the list behind it: one's own notifications."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.kernel import along
from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.paging import ListLinks, NoFilters, read_query
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.notifications import queries, service

bp = Blueprint("notifications", __name__, url_prefix="/notifications")


@bp.app_context_processor
def bell() -> dict[str, Any]:
    """What the bell of every page says; it costs no statement of its own."""
    unread = along.answer("unread") or 0
    return {"unread": f"{queries.MOST_SHOWN - 1}+" if unread >= queries.MOST_SHOWN else str(unread or "")}


@bp.get("")
@require(Can.USE)
def index() -> ResponseReturnValue:
    """What the reader was told, the newest first."""
    actor = current_actor()
    page = queries.LIST.page(queries.rows(actor), read_query(queries.LIST))
    told = queries.told(actor, [row[0] for row in page.rows])
    return render(
        "notifications/index.html",
        fragment="rows",
        page=page,
        told=told,
        newest=max((one.id for one in told), default=0),
        links=ListLinks(queries.LIST, page, NoFilters(), file="notifications.index"),
        acting=VersionForm(formdata=None),
    )


@bp.post("/<int:notification_id>/open")
@require(Can.USE)
def open_one(notification_id: int) -> ResponseReturnValue:
    """Go to what it is about; it is read then. What the reader may not see any more is not found."""
    actor = current_actor()
    found = queries.told(actor, [queries.get(actor, notification_id)])
    service.read(actor, notification_id)
    if not found:
        return go_to("notifications.index", toast=Message("This is no longer for you to see."))
    return go_to(found[0].endpoint, **found[0].values)


@bp.post("/read/<int:up_to>")
@require(Can.USE)
def read_all(up_to: int) -> ResponseReturnValue:
    """Everything up to the newest one that the page showed is read."""
    service.read_all(current_actor(), up_to)
    return go_to("notifications.index")
