"""Doors: each asks for a right, and lets in exactly those who hold it."""

import csv
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.kernel.permissions import GRANTS, Can, Role
from tests.support.people import Cast

SNAPSHOT = Path(__file__).with_name("urls.txt")

#: Doors that need no sign-in, and why.
PUBLIC = {
    "accounts.sign_in": "the way in",
    "accounts.second_step": "the second half of the way in",
    "accounts.single_sign_on": "the way in, by the provider of the office",
    "accounts.come_back": "the way back from the provider",
    "accounts.choose_password": "for who has the link that an administrator handed over",
    "accounts.forgotten": "who has forgotten the password; it answers the same for every name",
    "accounts.setup": "the first administrator; not there once somebody can sign in",
    "accounts.language": "who cannot read the sign-in page changes its language",
    "agenda.feed": "read by calendars that cannot sign in; who knows the secret address",
    "health.alive": "asked by a machine",
    "health.ready": "asked by a machine",
    "static": "style, script, fonts and icons; nothing of the area's",
}
#: Doors that a test goes through elsewhere, since going through them ends the visit.
NOT_VISITED = {"accounts.sign_out": "ends the session", "static": "needs no right"}
MISSING = 987_654_321


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=str)


def right_of(app: Flask, rule: Rule) -> Can | None:
    """The right that a door asks for; None when it asks for none."""
    found: Can | None = getattr(app.view_functions[rule.endpoint], "permission", None)
    return found


def address(rule: Rule) -> str:
    """The rule with parameters that stand for nothing that exists."""
    return re.sub(
        r"<(?:(int):)?\w+>", lambda found: str(MISSING) if found[1] else "csv", rule.rule.replace("path:", "")
    )


def doors(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Every way in that asks for a right: method and rule."""
    for rule in rules(app):
        if rule.endpoint not in PUBLIC.keys() | NOT_VISITED.keys():
            yield from ((method, rule) for method in ("GET", "POST") if method in (rule.methods or ()))


@pytest.fixture
def knock(app: Flask):
    """Go to a door, with a valid token in hand."""

    def go(client: FlaskClient, method: str, rule: Rule, **headers: str) -> TestResponse:
        if method != "POST":
            return client.open(address(rule), method=method, headers=headers)
        with client.session_transaction() as cookie:
            raw = cookie.setdefault("csrf_token", "f" * 40)
        token = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps(raw)
        return client.post(address(rule), data={"csrf_token": token}, headers=headers)

    return go


def test_every_door_asks_for_a_right_or_is_public_for_a_reason(bare_app):
    unmarked = {rule.endpoint for rule in rules(bare_app) if right_of(bare_app, rule) is None}
    assert unmarked == set(PUBLIC)


def test_every_right_is_asked_for_by_some_door_or_means_something_inside(bare_app):
    """A right that no door asks for widens what its holder sees behind another door."""
    asked = {right_of(bare_app, rule) for rule in rules(bare_app)}
    inside = {Can.SEE_CONFIDENTIAL, Can.LIST_MASKED, Can.EDIT_SETTINGS, Can.EDIT_SECURITY, Can.WAIVE, Can.VERIFY}
    assert set(Can) - asked - inside == set()


def test_every_right_is_held_by_some_role_and_every_role_may_do_something():
    assert set().union(*GRANTS.values()) == set(Can)
    assert GRANTS.keys() == set(Role)
    assert all(Can.USE in rights for rights in GRANTS.values())


def test_nothing_is_changed_by_a_get(bare_app):
    """A verb that changes something is sent by POST; a page with a form answers both."""
    verbs = re.compile(r"(archive|restore|remove|close|postpone|activate|deactivate|reset|sign_out|language|draft)")
    wrong = {
        rule.endpoint
        for rule in rules(bare_app)
        if verbs.search(rule.endpoint.split(".")[-1]) and "GET" in (rule.methods or ())
    }
    assert wrong == set()


def test_addresses_change_only_on_purpose(bare_app):
    """Somebody has each of them in a bookmark, a mail or a script."""
    lines = [
        f"{','.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'})):<9} {rule.rule}  "
        f"{rule.endpoint}  {right_of(bare_app, rule) or 'public'}"
        for rule in rules(bare_app)
    ]
    now = "\n".join(lines) + "\n"
    if os.environ.get("LUODI_RENEW") == "1":
        SNAPSHOT.write_text(now, encoding="utf-8")
    kept = SNAPSHOT.read_text(encoding="utf-8").splitlines()
    gone, come = sorted(set(kept) - set(lines)), sorted(set(lines) - set(kept))
    told = "\n".join([f"- {line}" for line in gone] + [f"+ {line}" for line in come])
    if gone or come:
        how = "LUODI_RENEW=1 make test ARGS=tests/house/test_routes.py"
        pytest.fail(f"The addresses have changed:\n{told}\nIf that is meant: {how}", pytrace=False)


#: How somebody knocks: for a page, its head, a part of it, with a form, with a form inside the page.
HX = {"HX-Request": "true"}
WAYS: tuple[tuple[str, dict[str, str]], ...] = (("GET", {}), ("HEAD", {}), ("GET", HX), ("POST", {}), ("POST", HX))


@pytest.fixture
def told(cast: Cast) -> dict[str, set[Role]]:
    """Address -> the roles that the auditor's page lets in, read from its file."""
    sheet = cast.client("auditor").get("/admin/rights/export.csv").data.decode("utf-8-sig")
    lines = csv.reader(sheet.splitlines()[1:])
    return {line[0]: {role for role, mark in zip(Role, line[-len(Role) :], strict=True) if mark} for line in lines}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_through_exactly_the_doors_that_the_auditor_is_told_of(  # noqa: PLR0917
    app, cast, knock, statements, told, role
):
    """Refused means 403 before anything is written; let in may also mean that there is no such record."""
    wrong, client = [], cast.client(role)
    for method, headers in WAYS:
        for _, rule in (door for door in doors(app) if door[0] == ("GET" if method == "HEAD" else method)):
            with statements() as ran:
                answer = knock(client, method, rule, **headers)
            held, refused = role in told[rule.rule], answer.status_code == 403
            wrote = any(re.match(r"\s*(INSERT(?! INTO audit_)|UPDATE|DELETE)", statement) for statement in ran)
            if refused == held or answer.status_code >= 500 or (refused and wrote):
                wrong.append(f"{answer.status_code} {method} {rule.rule}{' wrote' * wrote}")
    assert wrong == [], "\n".join(wrong)


def test_every_page_without_parameters_opens_for_who_may_see_it(app, cast, knock):
    clients = {role: cast.client(role) for role in Role}
    wrong = {}
    for method, rule in doors(app):
        if method == "GET" and not rule.arguments:
            role = next(role for role in Role if right_of(app, rule) in GRANTS[role])
            status = knock(clients[role], method, rule).status_code
            if status not in {200, 302, 303}:
                wrong[rule.rule] = status
    assert wrong == {}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_nobody_is_sent_to_the_sign_in_page_whatever_the_door(app, client, knock):
    wrong = []
    for method, rule in doors(app):
        answer = knock(client, method, rule)
        if answer.status_code != 303 or not answer.location.startswith("/sign-in"):
            wrong.append(f"{answer.status_code} {method} {rule.rule}")
        part = knock(client, method, rule, **{"HX-Request": "true"})
        if part.status_code != 401 or not part.headers["HX-Redirect"].startswith("/sign-in") or part.data:
            wrong.append(f"{part.status_code} {method} {rule.rule} as a part")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_nothing_is_sent_without_a_token(app, cast):
    client = cast.client("manager")
    sent = {rule.rule: client.post(address(rule)).status_code for rule in rules(app) if "POST" in (rule.methods or ())}
    assert set(sent.values()) == {400}


#: None of these is the number of a record.
NUMBERS = ["0", "9" * 15, "9" * 19, "9" * 400, "-1", "%00", "1e3", "١", "2.0", str(2**63)]


def test_no_number_of_a_record_breaks_a_page(app, cast):
    clients = {role: cast.client(role) for role in Role}
    wrong = {}
    for rule in rules(app):
        if "GET" in (rule.methods or ()) and "<int:" in rule.rule and rule.endpoint not in PUBLIC:
            client = next(clients[role] for role in clients if right_of(app, rule) in GRANTS[role])
            for number in NUMBERS:
                path = re.sub(r"<int:\w+>", number, rule.rule)
                status = client.get(re.sub(r"<\w+>", "x", path)).status_code
                if status != 404:
                    wrong[path] = status
    assert wrong == {}
