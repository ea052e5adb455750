"""Sending forms as a browser does: with the token and the hidden fields of the page they stand on."""

import re
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
_ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')


def hidden_fields(page: str) -> dict[str, str]:
    """The hidden fields of a page: token, once-only key, version."""
    found: dict[str, str] = {}
    for tag in _HIDDEN.findall(page):
        attributes = dict(_ATTRIBUTE.findall(tag))
        if attributes.get("name") and attributes["name"] not in found:
            found[attributes["name"]] = unescape(attributes.get("value", ""))
    return found


def token(client: FlaskClient) -> str:
    """A valid CSRF token of this browser, taken from any page that has a form."""
    page = client.get("/profile", follow_redirects=True).text
    match = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page) or re.search(
        r'<meta name="csrf"[^>]*content="([^"]+)"', page
    )
    assert match, "the page has no CSRF token"
    return match[1]


def post(client: FlaskClient, url: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
    """Open the form's page (where it has one), keep its hidden fields, fill in the rest, and send it."""
    page = client.get(options.pop("page", url))
    hidden = hidden_fields(page.text) if page.status_code == 200 else {}
    if "csrf_token" not in hidden:
        hidden["csrf_token"] = token(client)
    return client.post(url, data={**hidden, **(data or {})}, **options)
