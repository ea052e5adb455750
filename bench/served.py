"""The real server with three workers: how many pages a second, how much memory, how exports flow."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from secrets import token_urlsafe
from statistics import median
from urllib.parse import urlencode

from bench.program import MANAGER, OFFICER, Program
from bench.worlds import ROOT, World

WORKERS = 3
CLIENTS = 8
_MIB = 1024.0
_WARM_UP = 1.5  # seconds in which every worker meets the page
_Request = tuple[str, str, str | None, Mapping[str, str]]  # method, path, body, headers


@dataclass(frozen=True)
class Flow:
    """How a file came: seconds to its first byte and in all, its size, and how much the server grew meanwhile."""

    first_byte: float
    seconds: float
    bytes: int
    grown_mib: float


class Server:
    """gunicorn as `make run` starts it, on one world."""

    def __init__(self, program: Program, port: int, process: "subprocess.Popen[bytes]") -> None:
        self.program, self.port, self.process = program, port, process

    def pages_per_second(self, path: str, seconds: float) -> float:
        """The pages that eight clients get in a second."""
        headers = self._headers(OFFICER)
        return self._per_second(seconds, lambda: ("GET", path, None, headers), HTTPStatus.OK)

    def meetings_per_second(self, form: Mapping[str, str], seconds: float) -> float:
        """The meetings that eight clients log in a second, each acknowledged when it is flushed."""
        headers = {**self._headers(OFFICER), "Content-Type": "application/x-www-form-urlencoded"}

        def meeting() -> _Request:
            return "POST", "/meetings/log", urlencode({**form, "once": token_urlsafe(32)}), headers

        return self._per_second(seconds, meeting, HTTPStatus.SEE_OTHER)

    def _per_second(self, seconds: float, request: Callable[[], _Request], expected: HTTPStatus) -> float:
        done = [0] * CLIENTS
        begins = time.perf_counter() + _WARM_UP
        until = begins + seconds

        def ask(number: int) -> None:
            connection = self._connection()
            while time.perf_counter() < until:
                connection.request(*request())
                answer = connection.getresponse()
                answer.read()
                done[number] += answer.status == expected and time.perf_counter() >= begins

        clients = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        return sum(done) / seconds

    def download(self, path: str) -> Flow:
        """Take a file as the manager, and watch the workers' own memory all the while."""
        connection = self._connection()
        before = peak = self.memory("Private_Dirty")
        began = time.perf_counter()
        connection.request("GET", path, headers=self._headers(MANAGER))
        answer = connection.getresponse()
        size, first, watched = len(answer.read1(1)), time.perf_counter() - began, began
        while block := answer.read1(1 << 16):
            size += len(block)
            if time.perf_counter() - watched > 0.05:
                peak, watched = max(peak, self.memory("Private_Dirty")), time.perf_counter()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return Flow(first, time.perf_counter() - began, size, max(peak, self.memory("Private_Dirty")) - before)

    def memory(self, kind: str = "Pss") -> float:
        """MiB of all processes of the server, by what the kernel says of each."""
        return sum(_smaps(pid, kind) for pid in _family(self.process.pid)) / _MIB

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def _headers(self, username: str) -> dict[str, str]:
        cookie = self.program.client(username).get_cookie("luodi_session")
        return {"Cookie": f"luodi_session={cookie.value if cookie else ''}"}


@contextmanager
def serving(world: World, program: Program) -> Iterator[Server]:
    """The server, up for as long as the block lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    surroundings = {
        **os.environ,
        "LUODI_DATABASE_URL": world.url,
        "LUODI_DATA_DIR": str(world.data_dir),
        "PORT": str(port),
        "WEB_CONCURRENCY": str(WORKERS),
    }
    command = [sys.executable, "-m", "gunicorn", "wsgi:app"]
    process = subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield Server(program, port, process)
    finally:
        process.terminate()
        process.wait(timeout=40)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not come up")


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(int(child) for child in children)]


def _smaps(pid: int, kind: str) -> float:
    """KiB of one kind that the kernel counts for a process."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(f"{kind}:"))


def middle(flows: list[Flow]) -> Flow:
    """The flow whose time lies in the middle, with the greatest growth of all."""
    typical = sorted(flows, key=lambda flow: flow.seconds)[len(flows) // 2]
    first = median(flow.first_byte for flow in flows)
    return Flow(first, typical.seconds, typical.bytes, max(flow.grown_mib for flow in flows))
