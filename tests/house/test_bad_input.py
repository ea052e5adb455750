"""Any input at all, at every door: a page, a sentence, or "not found", but never a failure of the program."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.kernel.permissions import GRANTS, Role
from tests.house.test_routes import address, doors, right_of
from tests.support.forms import hidden_fields

#: What a list is asked by; the names of every filter are found in the pages themselves.
ASKED = ("q", "order", "at", "jump", "last", "page", "id", "kind", "before", "enterprise", "sector", "since", "until")
NASTY = (
    "\x00",
    "a\x00b",
    "'\"<>&;--",
    "%_\\*()&|!:^~",
    "-1",
    "0",
    "9" * 40,
    "9223372036854775808",
    "1e999",
    "NaN",
    "1.2亿亿",
    "2022-02-30",
    "0001-01-01",
    "9999-12-31",
    "字" * 5000,
    "𠮷😀\u202e\ufeff\ufffe",
    "[]",
    "../../etc/passwd",
    "{{ 7*7 }}",
    "=1+1",
)
#: Roles which together have every right.
CREW = (Role.MANAGER, Role.POLICY_OFFICER, Role.ADMIN, Role.AUDITOR, Role.SECURITY_ADMIN, Role.VERIFIER, Role.OFFICER)


@pytest.fixture
def crew(cast) -> dict[Role, FlaskClient]:
    return {role: cast.client(role) for role in CREW}


def pages(app: Flask, crew: dict[Role, FlaskClient], method: str) -> Iterator[tuple[str, FlaskClient]]:
    """Every address that needs no record, with somebody who may open it."""
    for known, rule in doors(app):
        if known == method and "<int:" not in rule.rule:
            yield address(rule), next(crew[role] for role in CREW if right_of(app, rule) in GRANTS[role])


def names_on(page: str) -> set[str]:
    """The names of everything that can be filled in on a page."""
    return set(re.findall(r'<(?:input|select|textarea)[^>]*\bname="([^"]+)"', page)) - {"csrf_token"}


def rounds(names: set[str], step: int = 1) -> Iterator[dict[str, str]]:
    """As many fillings as there are nasty texts: in the end each name has had each, beside ever others."""
    for turn in range(0, len(NASTY), step):
        yield {name: NASTY[(turn + place) % len(NASTY)] for place, name in enumerate(sorted(names))}


def test_no_question_breaks_a_page(app, crew, session):
    """PostgreSQL, the stricter of the two, hears every question; SQLite every second one."""
    step = 1 if session.get_bind().dialect.name == "postgresql" else 2
    broken = []
    for path, browser in pages(app, crew, "GET"):
        for turn, asked in enumerate(rounds({*ASKED, *names_on(browser.get(path).text)}, step)):
            headers = {"HX-Request": "true"} if turn % 2 else {}
            if browser.get(path, query_string=asked, headers=headers).status_code >= 500:
                broken.append(f"{path} {asked}")
    assert broken == [], "\n".join(broken)


def test_no_form_breaks_whatever_is_typed_into_it(app, crew):
    broken = []
    for path, browser in pages(app, crew, "POST"):
        page = browser.get(path).text
        token = {"csrf_token": (hidden_fields(browser.get("/profile").text) | hidden_fields(page))["csrf_token"]}
        answers = ((typed, browser.post(path, data=typed | token).status_code) for typed in rounds(names_on(page)))
        broken += [f"{path} {typed}" for typed, status in answers if status >= 500]
    assert broken == [], "\n".join(broken)
