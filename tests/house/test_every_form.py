"""Every form that a reader can reach, found by walking through the pages: nothing typed into it is ever a failure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from zlib import crc32

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.kernel.db import db
from app.sample import service as sample
from tests.house.test_bad_input import NASTY
from tests.support.people import signed_in

#: Pages of one kind that are looked at: one may have forms that another has not.
PAGES_OF_A_KIND = 3
#: Every so many of the ways to fill in everything at once; `test_bad_input` goes all of them where no record is needed.
STEP = 3
#: Going through these ends the visit.
LEFT_ALONE = {"accounts.sign_out"}
ROLES = ("manager", "officer", "policy_officer", "verifier", "admin", "security_admin")
FIELDS = ("input", "select", "textarea", "button")


@dataclass
class Found:
    """A form on a page: where it goes, and what the page had filled in."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, html: str, path: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Found] = []
        self._path, self._open, self._select = path, False, ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag == "a" and got.get("href", "").startswith("/"):
            self.links.append(got["href"].split("#")[0])
        elif tag == "form":
            action = got.get("action") or got.get("hx-post") or self._path
            self.forms.append(Found(action, got.get("method", "get").lower()))
            self._open = True
        elif tag in FIELDS and self._open and got.get("name"):
            self._select = got["name"] if tag == "select" else ""
            if got.get("type") not in ("checkbox", "radio") or "checked" in got:
                self.forms[-1].values.setdefault(got["name"], got.get("value", ""))
            else:
                self.forms[-1].values.setdefault(got["name"], "")
        elif tag == "option" and self._select and ("selected" in got or not self.forms[-1].values[self._select]):
            self.forms[-1].values[self._select] = got.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False


@pytest.fixture
def readers(sample_app: Flask) -> Iterator[dict[str, FlaskClient]]:
    """One reader for each role of the sample world."""
    with sample_app.app_context():
        names = {account.role: account.username for account in sample.accounts()}
        users = {role: db.session.query(User).filter_by(username=name).one() for role, name in names.items()}
        yield {role: signed_in(sample_app, db.session, user) for role, user in users.items()}


def endpoint_of(app: Flask, path: str, method: str) -> str:
    """Which door an address leads to; nothing when to none."""
    try:
        return str(app.url_map.bind("").match(path.split("?", maxsplit=1)[0], method=method)[0])
    except HTTPException:
        return ""


def walk(app: Flask, reader: FlaskClient) -> dict[str, Found]:
    """Every form that a reader meets on the way through the pages, one for each door."""
    forms: dict[str, Found] = {}
    seen: Counter[str] = Counter()
    ahead, known = ["/"], {"/"}
    while ahead:
        path = ahead.pop(0)
        endpoint = endpoint_of(app, path, "GET")
        if (
            not endpoint
            or endpoint == "static"
            or seen[endpoint] >= PAGES_OF_A_KIND
            or path.split("?", maxsplit=1)[0].endswith((".csv", ".xlsx"))
        ):
            continue
        seen[endpoint] += 1
        answer = reader.get(path, buffered=True)
        assert answer.status_code < 500, path
        if answer.mimetype != "text/html":
            continue
        page = Page(answer.text, path)
        for form in page.forms:
            door = endpoint_of(app, form.action, form.method.upper())
            if form.method == "post" and door not in LEFT_ALONE:
                forms.setdefault(door, form)
        ahead += [link for link in page.links if not (link in known or known.add(link))]  # type: ignore[func-returns-value]
    return forms


def fillings(form: Found) -> Iterator[dict[str, str]]:
    """What is typed: everything nasty at once, then one field after the other while the rest stays as it was."""
    names = sorted(form.values.keys() - {"csrf_token"})
    chance = crc32(form.action.encode())
    for turn in range(chance % STEP, len(NASTY), STEP):
        yield {name: NASTY[(turn + place) % len(NASTY)] for place, name in enumerate(names)}
    for place, name in enumerate(names):
        yield form.values | {name: NASTY[(chance + 7 * place) % len(NASTY)]}


def send(reader: FlaskClient, form: Found, typed: dict[str, str], *, by_htmx: bool) -> TestResponse:
    token = {"csrf_token": form.values.get("csrf_token", "")}
    return reader.post(
        form.action, data=typed | token, headers={"HX-Request": "true"} if by_htmx else {}, buffered=True
    )


def test_nothing_typed_into_any_form_is_a_failure(sample_app, readers, subtests):
    """Each door is tried by the first of the roles that finds a form for it."""
    tried: set[str] = set()
    for role in ROLES:
        with subtests.test(role):
            forms = walk(sample_app, readers[role])
            assert len(forms) >= 3
            broken = [
                f"{form.action} {typed}"
                for door, form in forms.items()
                if door not in tried
                for turn, typed in enumerate(fillings(form))
                if send(readers[role], form, typed, by_htmx=turn % 2 == 1).status_code >= 500
            ]
            tried |= forms.keys()
            assert broken == [], "\n".join(broken)
