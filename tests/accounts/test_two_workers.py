"""Two workers of the real server: what one of them knows about sign-ins, the other knows too."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.accounts.conftest import PASSWORD, WRONG
from tests.support.forms import hidden_fields

ROOT = Path(__file__).parents[2]
WORKERS = 2


class Server:
    """The server, and its workers, of which all but one can be put to sleep."""

    def __init__(self, process, address):
        self.process, self.address = process, address

    @property
    def workers(self):
        """The numbers of the workers' processes."""
        found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, check=True)
        return [int(line) for line in found.stdout.split()]

    @contextmanager
    def only(self, number):
        """Only this worker answers inside the block: the others sleep."""
        others = [worker for place, worker in enumerate(sorted(self.workers)) if place != number]
        for worker in others:
            os.kill(worker, signal.SIGSTOP)
        try:
            yield
        finally:
            for worker in others:
                os.kill(worker, signal.SIGCONT)

    def sign_in(self, password, browser=None):
        """Whether somebody got in."""
        browser = browser or requests.Session()
        page = browser.get(f"{self.address}/sign-in", timeout=20)
        typed = {**hidden_fields(page.text), "username": "lihua", "password": password}
        answer = browser.post(f"{self.address}/sign-in", data=typed, allow_redirects=False, timeout=20)
        browser.close()  # the next question is a new connection, for whichever worker is awake
        return answer.status_code == 303

    def is_in(self, browser):
        answer = browser.get(f"{self.address}/profile", allow_redirects=False, timeout=20)
        browser.close()
        return answer.status_code == 200


@pytest.fixture
def server(database, data_dir, lihua):
    (data_dir / "secret.key").write_text("only for tests")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    surroundings = {
        **os.environ,
        "LUODI_DATABASE_URL": database,
        "LUODI_DATA_DIR": str(data_dir),
        "LUODI_ENV": "production",
        "LUODI_SAMPLE": "0",
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }
    words = [sys.executable, "-m", "gunicorn", "wsgi:app", "--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(words, cwd=ROOT, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    running = Server(process, f"http://127.0.0.1:{port}")
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                requests.get(f"{running.address}/healthz", timeout=5)
                if len(running.workers) == WORKERS:
                    break
            except requests.ConnectionError:
                pass
            assert process.poll() is None, "the server has ended"
            assert time.monotonic() < deadline, "the server does not start"
            time.sleep(0.2)
        time.sleep(2)  # until the last worker has loaded the program, too
        yield running
    finally:
        process.terminate()
        process.wait(30)


def test_wrong_tries_spread_over_the_workers_lock_the_name(server):
    with server.only(0):
        assert [server.sign_in(WRONG) for _ in range(3)] == [False] * 3
    with server.only(1):
        assert [server.sign_in(WRONG) for _ in range(2)] == [False] * 2
        assert not server.sign_in(PASSWORD)
    with server.only(0):
        assert not server.sign_in(PASSWORD)


def test_a_session_is_known_to_every_worker_and_ends_for_every_worker(server):
    browser, copy = requests.Session(), requests.Session()
    with server.only(0):
        assert server.sign_in(PASSWORD, browser)
    copy.cookies.update(browser.cookies)
    with server.only(1):
        assert server.is_in(copy)
        page = browser.get(f"{server.address}/profile", timeout=20)
        browser.post(f"{server.address}/sign-out", data=hidden_fields(page.text), allow_redirects=False, timeout=20)
        browser.close()
    with server.only(0):
        assert not server.is_in(copy)
