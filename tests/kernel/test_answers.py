"""Every answer, whatever it says: its headers, its language, and that it tells nothing of the inside."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.test import TestResponse

from app.factory import create_app
from app.faults import _TITLES
from app.kernel import security
from app.kernel.assets import AssetsMissing
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.guard import SignInNeeded
from app.kernel.text import Message
from app.kernel.web import go_to, with_toast
from config import Config
from tests.support.databases import settings

SECRET = "s3cret of the inside"
CODES = (400, 403, 404, 405, 409, 413, 422, 429, 500, 503)
HTMX = {"HX-Request": "true"}


class Broken(Exception):
    """What nobody has thought of."""


FAILURES: dict[str, Exception] = {
    "forbidden": Forbidden(),
    "not-found": NotFound(),
    "conflict": Conflict(Message("Someone was faster by %(n)s.", n=3)),
    "invalid": Invalid(Message("This cannot be.")),
    "bug": Broken(SECRET),
    "key": KeyError(SECRET),
    "database": OperationalError("SELECT secret", {"x": SECRET}, Exception(SECRET)),
    "data": DataError("SELECT secret", {"x": SECRET}, Exception(SECRET)),
    "assets": AssetsMissing("no built file 'app.css': run `make assets`"),
    "sign-in": SignInNeeded(),
}


def add_failures(app: Flask) -> None:
    """Doors that fail in every way."""

    @app.get("/fail/<how>")
    def fail(how: str) -> str:
        raise FAILURES[how]

    @app.get("/abort/<int:code>")
    def stop(code: int) -> str:
        abort(code)

    @app.get("/toast")
    def toast() -> Any:
        return with_toast("part", Message("Saved."), undo="/undo", moved=True)

    @app.post("/go")
    def go() -> Any:
        return go_to("health.alive", toast=Message("Saved."), x=1)


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A browser in front of a program that fails in every way; it needs no database."""
    folder = tmp_path_factory.mktemp("failing")
    app = create_app(settings(f"sqlite:///{folder / 'none.db'}", folder))
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    add_failures(app)
    return app.test_client()


def ask(client: FlaskClient, path: str, locale: str = "en", **headers: str) -> TestResponse:
    client.set_cookie("luodi_locale", locale)
    return client.get(path, headers=headers)


PLACES = [
    "/sign-in",
    "/healthz",
    "/nowhere",
    "/fail/bug",
    "/fail/database",
    "/fail/assets",
    "/fail/sign-in",
    "/abort/429",
    "/toast",
]


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_every_answer_carries_the_headers_that_protect_its_reader(failing, path, headers):
    answer = ask(failing, path, **headers)
    assert answer.headers["Content-Security-Policy"] == security.CSP
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert len(answer.headers["X-Request-ID"]) == 16
    assert "Strict-Transport-Security" not in answer.headers


def test_the_content_policy_allows_nothing_inline_and_nothing_from_elsewhere():
    rules = dict(rule.strip().split(" ", 1) for rule in security.CSP.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert not any(word in security.CSP for word in ("unsafe", "http:", "https:", "*", "blob:"))
    assert [name for name, value in rules.items() if "data:" in value] == ["img-src"]


def test_behind_tls_the_browser_is_told_to_stay_there(failing):
    answer = failing.get("/healthz", base_url="https://luodi.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_the_cookie_is_bound_to_the_site_behind_tls(tmp_path):
    plain = create_app(Config("sqlite://", tmp_path, secret_key="x"))
    behind_tls = create_app(Config("sqlite://", tmp_path, secret_key="x", behind_tls=True))
    assert (plain.config["SESSION_COOKIE_NAME"], plain.config["SESSION_COOKIE_SECURE"]) == ("luodi_session", False)
    assert behind_tls.config["SESSION_COOKIE_NAME"] == "__Host-luodi_session"
    assert behind_tls.config["SESSION_COOKIE_SECURE"]
    for app in (plain, behind_tls):
        assert app.config["SESSION_COOKIE_HTTPONLY"]
        assert not app.debug


def test_only_built_files_may_be_kept(failing):
    manifest = json.loads(Path(failing.application.static_folder or "", "dist", "manifest.json").read_text("utf-8"))
    built = failing.get(f"/static/dist/{next(iter(manifest.values()))}", buffered=True)
    assert "immutable" in built.headers["Cache-Control"]
    plain = failing.get("/static/favicon.svg", buffered=True)
    assert plain.headers["Cache-Control"] == "no-cache"
    for missing in ("/static/dist/gone.css", "/static/gone.svg", "/static/../config.py"):
        assert ask(failing, missing).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_an_error_page_says_in_the_readers_language_what_is_wrong_and_what_to_do(failing, code, locale):
    answer = ask(failing, f"/abort/{code}", locale)
    page = answer.get_data(as_text=True)
    assert answer.status_code == code
    assert f'lang="{"zh-CN" if locale == "zh" else "en"}"' in page
    title, hint = (str(words) for words in _TITLES[code])
    assert (title in page) == (locale == "en")
    assert (hint.split("'")[0] in page) == (locale == "en")
    assert f">{code}<" in page
    assert 'href="/"' in page


@pytest.mark.parametrize("code", [401, 406, 415, 418, 501, 502])
def test_an_error_that_has_no_page_of_its_own_gets_the_nearest(failing, code):
    answer = ask(failing, f"/abort/{code}")
    assert answer.status_code == code
    assert str(_TITLES[400 if code < 500 else 500][0]) in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("forbidden", 403),
        ("not-found", 404),
        ("conflict", 409),
        ("invalid", 422),
        ("bug", 500),
        ("key", 500),
        ("data", 422),
        ("database", 503),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_failure_has_its_code_and_tells_nothing_of_the_inside(failing, how, code, headers, caplog):
    answer = ask(failing, f"/fail/{how}", **headers)
    said = answer.get_data(as_text=True) + str(answer.headers)
    assert answer.status_code == code
    for inside in (SECRET, "Traceback", "SELECT", "Broken", "sqlalchemy", 'File "'):
        assert inside not in said


def test_the_sentence_of_a_refusal_is_on_its_page(failing):
    assert "Someone was faster by 3." in ask(failing, "/fail/conflict").get_data(as_text=True)


def test_a_failure_is_in_the_log_under_the_number_on_the_page(failing, caplog):
    answer = ask(failing, "/fail/bug")
    number = answer.headers["X-Request-ID"]
    assert number in answer.get_data(as_text=True)
    assert any(number in record.getMessage() and record.exc_info for record in caplog.records)


def test_a_refusal_of_the_reader_is_no_number_on_a_page(failing):
    answer = ask(failing, "/fail/not-found")
    assert answer.headers["X-Request-ID"] not in answer.get_data(as_text=True)


def test_when_the_database_is_away_the_reader_is_told_when_to_try_again(failing, caplog):
    answer = ask(failing, "/fail/database")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert SECRET not in caplog.text


@pytest.mark.parametrize(("how", "code"), [("forbidden", 403), ("conflict", 409), ("bug", 500), ("database", 503)])
def test_a_refused_part_of_a_page_is_a_toast_and_changes_nothing(failing, how, code):
    answer = ask(failing, f"/fail/{how}", **HTMX)
    assert (answer.status_code, answer.data) == (code, b"")
    assert answer.headers["HX-Reswap"] == "none"
    assert json.loads(answer.headers["HX-Trigger"])["toast"]["msg"]


def test_a_toast_is_said_in_the_readers_language_and_fits_into_a_header(failing):
    answer = ask(failing, "/fail/forbidden", "zh", **HTMX)
    assert answer.headers["HX-Trigger"].isascii()
    assert json.loads(answer.headers["HX-Trigger"])["toast"]["msg"] != str(Forbidden().message)


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_a_whole_page_that_htmx_asks_for_is_a_whole_page(failing, header):
    answer = ask(failing, "/nowhere", **HTMX, **{header: "true"})
    assert "<html" in answer.get_data(as_text=True)


def test_a_method_that_a_page_does_not_know_is_named(failing):
    answer = failing.delete("/healthz")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_who_must_sign_in_is_led_there_and_back(failing):
    answer = ask(failing, "/fail/sign-in?x=1")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/fail/sign-in?x%3D1")
    part = ask(failing, "/fail/sign-in", **HTMX)
    assert (part.status_code, part.data, part.headers["HX-Redirect"]) == (401, b"", "/sign-in")


def test_without_built_assets_the_reader_is_told_what_to_run(failing):
    answer = ask(failing, "/fail/assets")
    assert (answer.status_code, answer.mimetype) == (503, "text/plain")
    assert b"make assets" in answer.data


def test_a_form_of_more_than_two_megabytes_is_refused(failing):
    answer = failing.post("/sign-in", data={"username": "x" * 2_100_000})
    assert answer.status_code == 413


def test_after_a_saved_form_the_browser_goes_on_by_get(failing):
    assert (failing.post("/go").status_code, failing.post("/go").location) == (303, "/healthz?x=1")
    part = failing.post("/go", headers=HTMX)
    assert (part.status_code, part.headers["HX-Redirect"]) == (204, "/healthz?x=1")


def test_a_toast_can_offer_to_undo(failing):
    said = json.loads(ask(failing, "/toast").headers["HX-Trigger"])
    assert said == {"toast": {"msg": "Saved.", "undo": "/undo"}, "moved": True}


def test_without_a_choice_the_browser_decides_the_language_and_else_it_is_chinese(failing):
    failing.delete_cookie("luodi_locale")
    for accepted, lang in (("en-GB,en", "en"), ("zh-CN", "zh"), ("fr", "zh"), ("", "zh"), ("de,en;q=0.5", "en")):
        page = failing.get("/sign-in", headers={"Accept-Language": accepted}).get_data(as_text=True)
        assert f'lang="{lang}' in page


def test_a_page_without_its_token_is_refused_in_a_sentence(client):
    client.set_cookie("luodi_locale", "en")
    answer = client.post("/language", data={"locale": "en"})
    assert answer.status_code == 400
    assert "This page was open for too long." in answer.text
