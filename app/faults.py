"""Every refusal and failure as an answer: a page, a fragment with a toast, or a redirect to the sign-in page."""

import errno
import json
import logging

from flask import Flask, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError

from app.audit import service as audit
from app.kernel.assets import AssetsMissing
from app.kernel.errors import Forbidden, Refusal, TooMany
from app.kernel.guard import SignInNeeded, find_actor
from app.kernel.log import request_id
from app.kernel.text import Message
from app.kernel.web import wants_fragment
from app.kernel.words import say

logger = logging.getLogger("luodi")

_TITLES = {
    400: (Message("This request is not understood"), Message("Go back, reload the page and try again.")),
    403: (Message("Not allowed"), Message("Ask your administrator if you need this for your work.")),
    404: (Message("Not found"), Message("The address is wrong, or the record is not for you to see.")),
    405: (Message("Not possible here"), Message("Go back and use the buttons of the page.")),
    409: (
        Message("Someone was faster"),
        Message("Go back, reload the page and compare before you save again."),
    ),
    410: (Message("No longer available"), Message("Nothing else is affected. Tell your administrator.")),
    413: (Message("Too large"), Message("Send less at once.")),
    422: (Message("This cannot be saved as it is"), Message("Go back and correct what is marked.")),
    429: (Message("Too many tries"), Message("Wait a little, then try again.")),
    500: (
        Message("Something went wrong"),
        Message("It is not your fault and nothing was saved. Tell your administrator the number below."),
    ),
    503: (Message("For the moment not available"), Message("Nothing was saved. Try again in a few seconds.")),
    507: (Message("No room left"), Message("Nothing was saved. Tell your administrator that the disk is full.")),
}


def init_app(app: Flask) -> None:
    """Register the handlers: the one place where exceptions become answers."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(SignInNeeded, _sign_in)
    app.register_error_handler(CSRFError, _stale_page)
    app.register_error_handler(SecurityError, _wrong_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(AssetsMissing, _assets)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(OSError, _disk)
    app.register_error_handler(Exception, _failed)


def _refused(refusal: Refusal) -> ResponseReturnValue:
    if isinstance(refusal, Forbidden):
        _record_refusal()
    reply = make_response(answer(refusal.status, refusal.message))
    if isinstance(refusal, TooMany):
        reply.headers["Retry-After"] = str(refusal.wait)
    return reply


def _record_refusal() -> None:
    """A shut door is in the audit log; that the log cannot be written now opens no door."""
    actor = find_actor()
    if actor is None:
        return
    try:
        audit.record_refusal(actor, request.endpoint or "")
    except DBAPIError as error:
        logger.warning("%s a refusal was not recorded: %s", request_id(), type(error.orig).__name__)


def _sign_in(_needed: SignInNeeded) -> ResponseReturnValue:
    target = request.full_path.rstrip("?") if request.method == "GET" and not wants_fragment() else ""
    address = url_for("accounts.sign_in", next=target if target not in ("", "/") else None)
    if "HX-Request" not in request.headers:
        return redirect(address, 303)
    reply = make_response("", 401)
    reply.headers["HX-Redirect"] = address
    return reply


def _stale_page(_error: CSRFError) -> ResponseReturnValue:
    return answer(400, Message("This page was open for too long. Reload it and send it again."))


def _wrong_host(_error: SecurityError) -> ResponseReturnValue:
    """Somebody asked under a name that is not ours: no page, since a page has addresses in it."""
    reply = make_response("Luodi: this host name is not served here. See LUODI_HOSTS in docs/operations.md.\n", 400)
    reply.mimetype = "text/plain"
    return reply


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if isinstance(error, RequestEntityTooLarge):
        code = 413
    if error.response is not None or code < 400:
        return error
    reply = make_response(answer(code))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            reply.headers[name] = value
    return reply


def _assets(missing: AssetsMissing) -> ResponseReturnValue:
    reply = make_response(f"Luodi: {missing}\n", 503)
    reply.mimetype = "text/plain"
    return reply


def _database(error: DBAPIError) -> ResponseReturnValue:
    if isinstance(error, OperationalError) or error.connection_invalidated:
        logger.warning("%s database unavailable: %s", request_id(), type(error.orig).__name__)
        reply = make_response(answer(503))
        reply.headers["Retry-After"] = "5"
        return reply
    if isinstance(error, DataError):  # a number too large or a character that the database does not take
        logger.warning("%s refused by the database: %s", request_id(), type(error.orig).__name__)
        return answer(422)
    return _failed(error)


def _disk(error: OSError) -> ResponseReturnValue:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        logger.error("%s no space left on the disk", request_id())
        return answer(507)
    return _failed(error)


def _failed(error: Exception) -> ResponseReturnValue:
    logger.error("%s %s %s failed", request_id(), request.method, request.path, exc_info=error)
    return answer(500)


def answer(status: int, message: Message | None = None) -> ResponseReturnValue:
    """The error page, or an empty fragment that shows a toast and leaves the page as it is."""
    title, hint = _TITLES.get(status, _TITLES[400 if status < 500 else 500])
    if wants_fragment():
        reply = make_response("", status)
        reply.headers["HX-Trigger"] = json.dumps({"toast": {"msg": say(message or title)}})
        reply.headers["HX-Reswap"] = "none"
        return reply
    if status >= 500:
        g.actor = None
    page = render_template(
        "_layout/error.html",
        status=status,
        title=say(title),
        message=say(message) if message else "",
        hint=say(hint),
        back_href="/",
        number=request_id() if status >= 500 else "",
    )
    return make_response(page, status)
