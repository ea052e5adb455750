"""HTML answers: whole pages, htmx fragments, redirects and toasts."""

import json
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.routing import IntegerConverter

from app.kernel.forms import Form
from app.kernel.text import Message
from app.kernel.words import say


class RecordNumber(IntegerConverter):
    """`<int:…>` in an address: a number that both databases can hold; anything longer is not found."""

    regex = "[0-9]{1,15}"


def wants_fragment() -> bool:
    """Whether htmx asked for a part of the page (not for a whole page by boosting or history)."""
    headers = request.headers
    return "HX-Request" in headers and not ("HX-Boosted" in headers or "HX-History-Restore-Request" in headers)


def is_open(endpoint: str) -> bool:
    """Whether htmx asks from this page, which stays open whatever the answer is."""
    return wants_fragment() and urlsplit(request.headers.get("HX-Current-URL", "")).path == url_for(endpoint)


def render(template: str, *, fragment: str | None = None, **context: Any) -> ResponseReturnValue:
    """Render the page, or only its named block when htmx asked for a part. A refused form sets the status."""
    form = context.get("form")
    status = form.http_status if isinstance(form, Form) else 200
    if fragment and wants_fragment():
        page = current_app.jinja_env.get_or_select_template(template)
        current_app.update_template_context(context)
        body = "".join(page.blocks[fragment](page.new_context(context)))
    else:
        body = render_template(template, **context)
    answer = make_response(body, status)
    answer.vary.add("HX-Request")
    return answer


def whole_address(endpoint: str, **values: Any) -> str:
    """An address as somebody outside types it: with https where browsers come so, whatever stands between."""
    scheme = "https" if current_app.config["SESSION_COOKIE_SECURE"] else None
    return url_for(endpoint, _external=True, _scheme=scheme, **values)


def go_to(endpoint: str, *, toast: Message | None = None, **values: Any) -> ResponseReturnValue:
    """After a saved form: on to another page, with a short word on top of it."""
    if toast:
        flash(say(toast))
    target = url_for(endpoint, **values)
    if not wants_fragment():
        return redirect(target, 303)
    answer = make_response("", 204)
    answer.headers["HX-Redirect"] = target
    return answer


def with_toast(answer: ResponseReturnValue, message: Message, *, undo: str = "", **events: Any) -> ResponseReturnValue:
    """Add a toast to a fragment, after further events: what closes a dialog must not take the toast with it."""
    response = make_response(answer)
    said = {"msg": say(message), **({"undo": undo} if undo else {})}
    response.headers["HX-Trigger"] = json.dumps({**events, "toast": said})
    return response
