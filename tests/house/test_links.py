"""Whoever reads a page may open what it links to: no door is shown to somebody for whom it is shut."""

import re
from collections import deque
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import User
from app.kernel import rates
from app.kernel.db import db
from tests.support.people import signed_in

_LINK = re.compile(r'\b(?:href|hx-get)="(/[^"#]*)')
#: Not pages: built files, what ends the visit, what changes the language of the session, what is sent as a file.
_LEFT_OUT = re.compile(r"^/(static/|sign-out|language)|\.(csv|xlsx|docx|ics)\b|/content\b")
#: Every way to see the program: officers, heads, verifiers and policy officers have pages of these.
USERS = ("manager", "viewer", "auditor", "security", "admin")


def shape(address: str) -> str:
    """Addresses of one shape lead to the same view, asked in the same way: one of each is opened."""
    parts = urlsplit(address)
    return f"{re.sub(r'[0-9]+', '7', parts.path)}?{sorted(name for name, _ in parse_qsl(parts.query))}"


def dead_links(client: FlaskClient) -> list[str]:
    """Follow every link from the desk on, one of each shape; name those that lead nowhere."""
    waiting, known, dead = deque([("/", "")]), {shape("/")}, []
    while waiting:
        address, origin = waiting.popleft()
        answer = client.get(address, buffered=True)
        if answer.status_code >= 400:
            dead.append(f"{answer.status_code} {address}, named by {origin}")
        page = answer.text if answer.mimetype == "text/html" else ""
        for link in map(unescape, [*_LINK.findall(page), *filter(None, [answer.headers.get("Location")])]):
            if shape(link) not in known and not _LEFT_OUT.search(link):
                known.add(shape(link))
                waiting.append((link, address))
    assert len(known) > 20
    return dead


@pytest.mark.parametrize("username", USERS)
def test_every_link_leads_somewhere(sample_app: Flask, monkeypatch, username):
    monkeypatch.setattr(rates, "count", lambda *_: None)
    with sample_app.app_context():
        user = db.session.query(User).filter_by(username=username).one()
        client = signed_in(sample_app, db.session, user)
    assert dead_links(client) == []
