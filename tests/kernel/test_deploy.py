"""`flask check-deploy` and what stands in front of the program: names, proxies, TLS."""

import json
import os
import secrets

import pytest
from flask import request

from app.accounts.models import User
from app.factory import create_app
from app.kernel.db import db
from config import Config, ConfigError, Smtp
from tests.support.databases import disconnect, flask


@pytest.fixture
def installation(database, data_dir):
    """Run `check-deploy` on an installation that differs from a good one in the settings named."""

    def check(**differs):
        data_dir.chmod(0o700)
        flask(
            database, data_dir, "accounts", "create-admin", "boss", "--name", "李敏", "--unit", "局", "--password", PASS
        )
        good = {
            "secret_key": secrets.token_urlsafe(48),
            "behind_tls": True,
            "hosts": ("crm.example.cn",),
            "proxies": 1,
            "smtp": Smtp("mail.example.cn", 587, "starttls", "luodi@example.cn"),
            "address": "https://crm.example.cn",
        }
        if differs.pop("runner", True):
            flask(database, data_dir, "jobs", "run-due")
        mode = differs.pop("mode", 0o700)
        sample = differs.pop("sample", False)
        app = create_app(Config(database, data_dir, **{**good, **differs}))
        data_dir.chmod(mode)
        try:
            if sample:
                with app.app_context():
                    db.session.query(User).update({"is_sample": True})
                    db.session.commit()
            ran = app.test_cli_runner().invoke(args=["check-deploy", "--json"], catch_exceptions=False)
        finally:
            disconnect(app)
        return ran.exit_code, {(flaw["check"], flaw["grave"]) for flaw in json.loads(ran.output)}

    return check


PASS = "correct horse battery 9"


#: The PostgreSQL of the tests does not wait for the disk, which check-deploy refuses.
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@ON_SQLITE
def test_a_good_installation_is_fit_for_service(installation):
    assert installation() == (0, set())


@ON_SQLITE
@pytest.mark.parametrize(
    ("differs", "check"),
    [
        ({"environment": "development"}, "program"),
        ({"secret_key": "secret"}, "program"),
        ({"secret_key": "a" * 60}, "program"),
        ({"behind_tls": False}, "network"),
        ({"hosts": ()}, "network"),
        ({"mode": 0o755}, "files"),
        ({"sample": True}, "accounts"),
    ],
)
def test_each_flaw_is_named_and_refused(installation, differs, check):
    assert installation(**differs) == (1, {(check, True)})


@ON_SQLITE
@pytest.mark.parametrize(
    ("differs", "check"),
    [({"proxies": 0}, "network"), ({"smtp": None}, "mail"), ({"address": ""}, "mail"), ({"runner": False}, "jobs")],
)
def test_what_can_wait_is_advice(installation, differs, check):
    assert installation(**differs) == (0, {(check, False)})


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a_database_that_does_not_wait_for_the_disk_is_refused(installation):
    assert installation() == (1, {("database", True)})


def test_an_installation_without_an_administrator_is_refused(database, data_dir):
    app = create_app(Config(database, data_dir, secret_key=secrets.token_urlsafe(48)))
    ran = app.test_cli_runner().invoke(args=["check-deploy"])
    disconnect(app)
    assert ran.exit_code == 1
    assert "no administrator" in ran.output
    assert ran.output.endswith("Not fit for service.\n")


@pytest.fixture
def serving(database, data_dir):
    """The program with these settings, as a client sees it; `/where` says who and by which way it thinks is asking."""
    made = []

    def serve(**differs):
        app = create_app(Config(database, data_dir, secret_key="only for tests", **differs))

        @app.get("/where")
        def where():
            return f"{request.remote_addr} {request.scheme}"

        made.append(app)
        return app.test_client()

    yield serve
    for app in made:
        disconnect(app)


def test_another_host_name_than_ours_is_refused(serving):
    client = serving(hosts=("crm.example.cn", ".park.cn"))
    for name, code in {
        "crm.example.cn": 200,
        "a.park.cn": 200,
        "evil.example": 400,
        "crm.example.cn.evil": 400,
    }.items():
        answer = client.get("/healthz", headers={"Host": name})
        assert answer.status_code == code, name
        assert "evil" not in answer.get_data(as_text=True)


FORWARDED = {"X-Forwarded-For": "9.9.9.9, 10.0.0.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1 http"), (1, "10.0.0.7 https")])
def test_only_the_proxies_of_the_office_are_believed(serving, proxies, seen):
    assert serving(proxies=proxies).get("/where", headers=FORWARDED).get_data(as_text=True) == seen


def test_behind_tls_browsers_are_told_to_stay_there(serving):
    for tls in (True, False):
        told = serving(behind_tls=tls).get("/healthz").headers
        assert ("Strict-Transport-Security" in told) is tls


@pytest.mark.parametrize(("text", "count"), [("", 0), ("0", 0), ("2", 2)])
def test_the_number_of_proxies_is_read(monkeypatch, tmp_path, text, count):
    monkeypatch.setitem(os.environ, "LUODI_DATA_DIR", str(tmp_path))
    monkeypatch.setitem(os.environ, "LUODI_PROXIES", text)
    assert Config.from_env().proxies == count


def test_a_wrong_number_of_proxies_is_refused_in_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setitem(os.environ, "LUODI_DATA_DIR", str(tmp_path))
    monkeypatch.setitem(os.environ, "LUODI_PROXIES", "all")
    with pytest.raises(ConfigError, match="LUODI_PROXIES"):
        Config.from_env()
